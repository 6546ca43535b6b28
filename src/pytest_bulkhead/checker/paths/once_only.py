"""Work that is meant to be done once, recognised by the command or function that does it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.flow.origins import Origins
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.paths.fixed_paths import FixedPaths
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_CHILDREN = frozenset({
    "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen",
    "os.system", "subprocess.getoutput", "subprocess.getstatusoutput", "asyncio.create_subprocess_exec",
    "asyncio.create_subprocess_shell",
})  # fmt: skip
# Programs with the words that must follow, and what it is that they do.
_PACKAGES, _BUILD, _MIGRATION = "installs packages", "builds", "migrates a database"
_ELSEWHERE = r"(?!.*(?:--target|--prefix|--root|--python|--dry-run| -p | -n | -C ))"
_COMMANDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?:^|[\s/])(?:uv )?pip3? (?:install|uninstall|sync)\b{_ELSEWHERE}"), _PACKAGES),
    (re.compile(rf"^(?:uv|poetry|pdm|conda|mamba|pipenv) (?:install|update|sync)\b{_ELSEWHERE}"), _PACKAGES),
    (
        re.compile(rf"^(?:npm|yarn|pnpm|bun) (?:ci|i|install|run build|build)\b{_ELSEWHERE}"),
        _BUILD,
    ),
    (re.compile(r"^(?:sudo )?(?:docker|podman|buildah) (?:image )?(?:buildx )?build\b"), "builds an image"),
    (re.compile(rf"^(?:sudo )?(?:docker|podman)[ -]compose\b{_ELSEWHERE}.* (?:up|build)\b"), "starts containers"),
    (
        re.compile(r"^(?:maturin|cargo|go|cmake|meson|ninja|bazel|gradle|mvn) (?:develop|build|install|package)\b"),
        _BUILD,
    ),
    (re.compile(rf"^make(?: |$){_ELSEWHERE}"), _BUILD),
    (re.compile(r"^alembic\b.* (?:upgrade|downgrade)\b"), _MIGRATION),
    (re.compile(r"(?:^| )manage\.py (?:migrate|loaddata|flush|collectstatic)\b"), _MIGRATION),
    (re.compile(r"^flask db (?:upgrade|downgrade|init)\b"), _MIGRATION),
)
# By the full name: what is done, where nothing in the call says to what.
_CALLS = {
    "nltk.download": "downloads data",
    "nltk.downloader.download": "downloads data",
    "spacy.cli.download": "downloads a model",
    "spacy.cli.download.download": "downloads a model",
}
_MIGRATIONS = frozenset({
    "alembic.command.upgrade", "alembic.command.downgrade", "alembic.command.stamp", "flask_migrate.upgrade",
})  # fmt: skip
_MANAGES = frozenset({"migrate", "loaddata", "flush", "collectstatic"})
# By the last two names, whatever the client is.
_OF_CLIENTS = {"images.build": "builds an image", "docker.build": "builds an image", "compose.up": "starts containers"}
# By the full name: what is done, to the path at that position.
_DOWNLOADS = {
    "urllib.request.urlretrieve": (1, "filename"),
    "wget.download": (1, "out"),
    "gdown.download": (1, "output"),
    "gdown.cached_download": (1, "path"),
    "pooch.retrieve": (9, "path"),
}
_INTERPRETERS = re.compile(r"^(?:\S*python[\d.]*|py) -m ")
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class OnceOnly:
    """One piece of such work.

    Args:
        deed: in words, as what the fixture does.
        name: of the thing that it is done to.
        is_migration: it is done to a database.
    """

    call: ast.Call
    deed: str
    name: str
    is_migration: bool = False


class OnceOnlyWork:
    """Finds such work in calls."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.origins = Origins(knowledge)

    def of(self, call: ast.Call, where: Where) -> Iterator[OnceOnly]:
        """What a call does that is meant to be done once, to something that all workers share."""
        dotted = self.names.dotted(call.func, where)
        if dotted in _CALLS and not any(one.arg in ("download_dir", "path") for one in call.keywords):
            yield OnceOnly(call, _CALLS[dotted], dotted)
        elif dotted in _DOWNLOADS:
            position, name = _DOWNLOADS[dotted]
            given = next((one.value for one in call.keywords if one.arg == name), None)
            if given is None and len(call.args) > position:
                given = call.args[position]
            for path in FixedPaths(self.knowledge).of(given, where) if given is not None else ():
                yield OnceOnly(call, f"downloads `{path.shown}`", path.shown)
        elif dotted in _MIGRATIONS or (dotted.endswith(".call_command") and self._manages(call, where)):
            yield OnceOnly(call, _MIGRATION, dotted, True)
        elif dotted in _CHILDREN:
            yield from self._of_child(call, where)
        elif isinstance(call.func, ast.Attribute) and call.func.attr in ("build", "up"):
            last_two = ".".join(ast.unparse(call.func).split(".")[-2:])
            if last_two in _OF_CLIENTS and not any(one.arg is None for one in call.keywords):
                yield OnceOnly(call, _OF_CLIENTS[last_two], last_two)

    def _manages(self, call: ast.Call, where: Where) -> bool:
        return bool(call.args) and self.knowledge.constants.value(call.args[0], where) in _MANAGES

    def _of_child(self, call: ast.Call, where: Where) -> Iterator[OnceOnly]:
        if self._is_apart(call, where):
            return
        command = self._command(call, where)
        for pattern, deed in _COMMANDS:
            if command and pattern.search(command):
                yield OnceOnly(call, deed, " ".join(command.split()[:3]), deed == _MIGRATION)
                return

    def _is_apart(self, call: ast.Call, where: Where) -> bool:
        """Whether a command runs with variables of its own, or in a folder that may be the worker's own."""
        given = {one.arg: one.value for one in call.keywords}
        if "env" in given:
            return True
        return "cwd" in given and not FixedPaths(self.knowledge).of(given["cwd"], where)

    def _command(self, call: ast.Call, where: Where) -> str:
        """The words of a command, ``?`` for those that cannot be told."""
        if not call.args:
            return ""
        if len(call.args) > 1 and all(isinstance(one, ast.Constant) for one in call.args[:2]):
            words = [self._word(one, where) for one in call.args]
            return _bare(" ".join(words))
        origins = self.origins.of(call.args[0], where)
        if len(origins) != 1:
            return ""
        node, place = origins[0]
        if isinstance(node, (ast.List, ast.Tuple)):
            return _bare(" ".join(self._word(one, place) for one in node.elts))
        return _bare(self._word(node, place))

    def _word(self, word: ast.expr, where: Where) -> str:
        if isinstance(word, ast.Starred):
            return "?"
        if self.names.dotted(word, where) == "sys.executable":
            return "python"
        if isinstance(word, ast.JoinedStr):
            return "".join(
                self._word(one.value, where) if isinstance(one, ast.FormattedValue) else self._word(one, where)
                for one in word.values
            )
        value = self.knowledge.constants.value(word, where)
        return value if isinstance(value, str) else "?"


def _bare(command: str) -> str:
    """A command without the interpreter that runs its module; none where the program cannot be told."""
    bare = _INTERPRETERS.sub("", command.strip())
    return "" if bare.startswith("?") else bare
