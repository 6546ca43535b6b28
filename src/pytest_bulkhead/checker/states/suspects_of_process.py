"""A look at the text of a file, before it is parsed, for statements that may change the state of the process."""

from __future__ import annotations

import re

# Whatever is done with these is worth a closer look.
_CALLED = (
    b"os.chdir", b"fchdir", b"import chdir", b".chdir()", b"umask(", b"setlocale(", b"tzset", b"signal.signal",
    b"setdefaulttimeout", b"setrecursionlimit", b"setswitchinterval", b"gc.disable", b"gc.set_", b"settrace(",
    b"setprofile(", b"setrlimit", b"setcontext(", b"getcontext(", b"set_event_loop_policy", b"uvloop.install",
    b"set_start_method", b"\nwarnings.", b"addsitedir", b"from sys import", b"import sys as", b"addHandler",
    b"setLevel", b"basicConfig(", b"dictConfig", b"fileConfig", b"logging.disable", b"setLoggerClass",
    b"captureWarnings",
)  # fmt: skip
# An item or slice, or the thing itself, is assigned to or changed in place.
_CHANGED = (
    rb"(?:(?:\[[^\]]*\]|\[[^\n]*\])?\s*[|+]?=(?!=)"
    rb"|\.(?:append|insert|extend|remove|pop|popitem|clear|update|setdefault|__setitem__|__delitem__)\b)"
)
# Each begins with a text that is searched for first, and fast.
_MORE = tuple(
    re.compile(pattern)
    for pattern in (
        rb"sys\.(?:path|meta_path|path_hooks|argv|modules)" + _CHANGED,
        rb"sys\.\w+(?:, [\w., ]+)?\s*=(?!=)",
        rb"del sys\.|del [^\n]{0,80}\.handlers|del [^\n]{1,80} sys\.",
        rb"= ?sys\.(?:path|meta_path|path_hooks|argv|modules)\s",
        rb"\.handlers" + _CHANGED,
        rb"attr\(sys(?<!\.setattr\(sys)(?<!\.delattr\(sys)\b",
        rb"\.propagate\s*=(?!=)",
        rb"\.disabled\s*=(?!=)",
        rb"\.level\s*=(?!=)",
    )
)


def may_change_the_process(data: bytes, start: int = 0, end: int | None = None) -> bool:
    """Whether something in a stretch may change a setting of the process, what hangs on `sys`, or a logger."""
    stop = len(data) if end is None else end
    if any(data.find(one, start, stop) >= 0 for one in _CALLED):
        return True
    return any(pattern.search(data, start, stop) for pattern in _MORE)
