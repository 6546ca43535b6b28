"""What gives a different value in every process, and what is made of such a value."""

from __future__ import annotations

RANDOM, UUID, TIME, ADDRESS = "a random value", "a new UUID", "the time", "an address in memory"
PROCESS, FRESH = "the number of the process", "the name of a new file"

_RANDOM_TEXTS_AND_NUMBERS = (
    "secrets.token_hex", "secrets.token_urlsafe", "secrets.token_bytes", "secrets.randbelow", "secrets.randbits",
    "os.urandom", "django.utils.crypto.get_random_string", "shortuuid.uuid", "nanoid.generate", "ulid.ulid",
)  # fmt: skip
_UUIDS = ("uuid.uuid1", "uuid.uuid4", "uuid.uuid6", "uuid.uuid7", "uuid.uuid8")
_SECONDS = (
    "time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.perf_counter_ns",
    "time.process_time", "time.ctime", "time.asctime",
)  # fmt: skip
_MOMENTS = (
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "django.utils.timezone.now", "django.utils.timezone.localtime", "pendulum.now", "pendulum.today", "arrow.now",
    "arrow.utcnow", "pandas.Timestamp.now", "pandas.Timestamp.utcnow", "pandas.Timestamp.today", "time.localtime",
    "time.gmtime",
)  # fmt: skip
# By what is called: the kind of value, and whether it is a text or number rather than an object of its own.
SOURCES: dict[str, tuple[str, bool]] = {
    **dict.fromkeys(_RANDOM_TEXTS_AND_NUMBERS, (RANDOM, True)),
    **dict.fromkeys(_UUIDS, (UUID, False)),
    **dict.fromkeys(_SECONDS, (TIME, True)),
    **dict.fromkeys(_MOMENTS, (TIME, False)),
    "builtins.id": (ADDRESS, True),
    "os.getpid": (PROCESS, True),
    **dict.fromkeys(("tempfile.mkdtemp", "tempfile.mktemp"), (FRESH, True)),
    **dict.fromkeys(("tempfile.mkstemp", "tempfile.NamedTemporaryFile", "tempfile.TemporaryDirectory"), (FRESH, False)),
}
RANDOM_NUMBERS = frozenset({
    "random", "randint", "randrange", "uniform", "gauss", "normalvariate", "betavariate", "expovariate", "triangular",
    "getrandbits", "randbytes", "vonmisesvariate", "paretovariate", "lognormvariate", "gammavariate",
})  # fmt: skip
NUMPY_NUMBERS = frozenset({
    "rand", "randn", "randint", "random", "random_sample", "uniform", "normal", "integers", "standard_normal",
})  # fmt: skip
SHAPES = frozenset({"size", "shape"})
FAKES = frozenset({
    "name", "first_name", "last_name", "user_name", "email", "word", "sentence", "text", "paragraph", "company", "city",
    "address", "street_address", "country", "url", "uuid4", "random_int", "random_number", "random_digit", "pystr",
    "pyint", "pyfloat", "slug", "phone_number", "password", "color", "hex_color", "ipv4", "ipv6", "domain_name",
    "bothify", "lexify", "numerify", "file_name", "job", "catch_phrase", "random_letter", "date", "iban", "ssn",
})  # fmt: skip
MAKES_PLAIN = frozenset({
    "builtins.str", "builtins.repr", "builtins.int", "builtins.float", "builtins.round", "builtins.hex", "builtins.abs",
    "builtins.bytes", "builtins.format", "builtins.ascii", "builtins.hash", "builtins.oct", "builtins.bin",
    "time.strftime", "base64.b64encode", "binascii.hexlify", "os.path.join", "os.path.basename", "math.floor",
    "math.ceil", "json.dumps",
})  # fmt: skip
PLAIN_METHODS = frozenset({
    "isoformat", "strftime", "timestamp", "hexdigest", "lower", "upper", "replace", "strip", "encode", "decode",
    "title", "capitalize", "format", "join", "zfill", "rjust", "ljust", "toordinal", "ctime", "hex",
    "total_seconds", "int_timestamp", "to_iso8601_string", "removeprefix", "item",
})  # fmt: skip
SAME_METHODS = frozenset({"astimezone", "date", "time", "utctimetuple", "add", "subtract", "tolist", "floor", "copy"})
PLAIN_ATTRIBUTES = frozenset({
    "hex", "int", "urn", "bytes", "fields", "node", "name", "year", "month", "day", "hour", "minute", "second",
    "microsecond", "int_timestamp",
})  # fmt: skip
