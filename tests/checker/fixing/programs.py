"""Test functions as people write them, made up at random: what they do to the environment, and their layout."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

KEYS = ("REGION", "ZONE", "HOME")
PROBE = "probe()"


@dataclass(frozen=True)
class Layout:
    """How a file looks, whatever it says."""

    unit: str
    end: str
    quote: str
    environ: str

    def render(self, lines: list[tuple[int, str]]) -> str:
        text = "".join(f"{self.unit * depth}{line}\n" if line else "\n" for depth, line in lines)
        return text.replace("ENV", self.environ).replace('"', self.quote).replace("\n", self.end)


layouts = st.builds(
    Layout,
    unit=st.sampled_from(["    ", "\t", "  "]),
    end=st.sampled_from(["\n", "\r\n"]),
    quote=st.sampled_from(['"', "'"]),
    environ=st.sampled_from(["os.environ", "environ"]),
)
keys = st.sampled_from(KEYS)
values = st.sampled_from(
    ['"north"', '"größe"', 'f"{1 + 1}"', 'str(len("a, # b"))', '("a" "b")', '("a"\n"b")', '"x" + "y"']
)
comments = st.sampled_from(["", "", "", "  # why", "  # größe = (1"])


@st.composite
def simple(draw) -> list[tuple[int, str]]:
    key, value, comment = draw(keys), draw(values), draw(comments)
    form = draw(
        st.sampled_from(
            [
                f'ENV["{key}"] = {value}',
                f'ENV["{key}"] = {value}',
                f"ENV.update({key}={value})",
                f'ENV.update({{"{key}": {value}, "EXTRA": "1"}})',
                f'ENV.pop("{key}", None)',
                f'ENV.pop("{key}", None)',
                f'saved = ENV.get("{key}")',
                PROBE,
                PROBE,
            ]
        )
    )
    lines = form.split("\n")
    return [(0, line) for line in lines[:-1]] + [(0, lines[-1] + comment)]


@st.composite
def put_back(draw, key: str) -> list[tuple[int, str]]:
    """Clean-up of one variable, in one of the ways that people have, good or bad."""
    return draw(
        st.sampled_from(
            [
                [(0, f'ENV.pop("{key}", None)')],
                [(0, f'ENV["{key}"] = "south"')],
                [(0, f'if "{key}" in ENV:'), (1, f'del ENV["{key}"]')],
                [(0, "try:"), (1, f'del ENV["{key}"]'), (0, "except KeyError:"), (1, "pass")],
                [(0, "# tidy up"), (0, f'ENV.pop("{key}", None)')],
            ]
        )
    )


@st.composite
def saved_and_put_back(draw) -> list[tuple[int, str]]:
    key, inner = draw(keys), draw(st.lists(simple(), min_size=1, max_size=2))
    back = draw(
        st.sampled_from(
            [
                [(0, "if before:"), (1, f'ENV["{key}"] = before')],
                [
                    (0, "if before is None:"),
                    (1, f'ENV.pop("{key}", None)'),
                    (0, "else:"),
                    (1, f'ENV["{key}"] = before'),
                ],
            ]
        )
    )
    head = [(0, f'before = ENV.get("{key}")'), (0, f'ENV["{key}"] = "north"')]
    body = [line for one in inner for line in one]
    if draw(st.booleans()):
        return [*head, (0, "try:"), *((1 + depth, line) for depth, line in body), (0, "finally:"), *_in(back)]
    return [*head, (0, ""), *body, *back]


def _in(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(depth + 1, line) for depth, line in lines]


@st.composite
def guarded(draw) -> list[tuple[int, str]]:
    """A block around some statements."""
    body = [line for one in draw(st.lists(simple(), min_size=1, max_size=3)) for line in one]
    kind = draw(st.sampled_from(["if", "for", "try", "with"]))
    if kind == "try":
        return [(0, "try:"), *_in(body), (0, "finally:"), *_in(draw(put_back(draw(keys))))]
    head = {"if": "if len(KEYS) > 2:", "for": "for name in KEYS:", "with": "with manager():"}[kind]
    return [(0, head), *_in(body)]


@st.composite
def bodies(draw) -> list[tuple[int, str]]:
    some = draw(st.lists(st.one_of(simple(), simple(), saved_and_put_back(), guarded()), min_size=1, max_size=4))
    lines = [line for one in some for line in one]
    for key in draw(st.lists(keys, max_size=2)):
        if draw(st.booleans()):
            lines.append((0, ""))
        lines.extend(draw(put_back(key)))
    return [*lines, *([(0, PROBE)] if draw(st.booleans()) else [])]


SIGNATURES = [
    "()",
    "( )",
    "(\n)",
    "(probe)",
    "(probe, *, other=1)",
    "(\n    probe,\n)",
    "(\n    probe,  # first\n    other=1,\n)",
]


@st.composite
def files(draw) -> str:
    """A file with one test among things that have nothing to do with it."""
    layout = draw(layouts)
    signature = draw(st.sampled_from(SIGNATURES)).split("\n")
    head = [(0, ("async " if draw(st.booleans()) else "") + "def test_it" + signature[0])]
    head += [(0, line) for line in signature[1:]]
    head[-1] = (0, head[-1][1] + ":")
    lines = [
        (0, "# -*- größe -*-"),
        (0, "import os"),
        (0, "from os import environ"),
        (0, ""),
        (0, ""),
        *head,
        *_in(draw(bodies())),
        (0, ""),
        (0, ""),
        (0, "def helper():"),
        (1, "return 1  # one"),
    ]
    return layout.render(lines)
