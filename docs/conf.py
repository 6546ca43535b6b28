"""How Sphinx builds the site: `make site`, without a network, and a warning is an error."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from pytest_bulkhead import __version__

project = "pytest-bulkhead"
author = "The pytest-bulkhead authors"
project_copyright = author
release = version = __version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4

smartquotes = False  # of `--confirm` it would make a dash

html_theme = "furo"
html_title = f"pytest-bulkhead {release}"
html_theme_options = {"navigation_with_keys": True}
html_copy_source = False
html_show_sphinx = False
pygments_style = "default"
pygments_dark_style = "monokai"

_BESIDE = {
    "harbour-hazards": "../examples/harbour/HAZARDS.md",
    "contributing": "../CONTRIBUTING.md",
}
"""Pages of the site whose text stands elsewhere in the repository, where other pages link to it."""

_FURTHER = "\n```{toctree}\n:caption: Further\n:hidden:\n\n{pages}\n```\n"
_PAGES_BELOW = "\n```{toctree}\n:hidden:\n:glob:\n\n*\n```\n"


def setup(app: Sphinx) -> None:
    """Let the pages lead to each other here as they do in the repository."""
    app.connect("source-read", _read)


def _read(app: Sphinx, name: str, source: list[str]) -> None:
    text = source[0]
    depth = "../" * name.count("/")
    if name in _BESIDE:
        text = Path(app.srcdir, _BESIDE[name]).read_text(encoding="utf-8").replace("](docs/", "](")
    if name == "hazards/index":
        text += _PAGES_BELOW
    if name == "index":
        text += _further(Path(app.srcdir), text)
    for page, path in _BESIDE.items():
        text = text.replace(f"]({depth}{path})", f"]({depth}{page}.md)")
    source[0] = text


def _further(docs: Path, index: str) -> str:
    """A place for pages that have found none in the index yet."""
    placed = set(index.splitlines()) | {"index"}
    pages = [path.stem for path in sorted(docs.glob("*.md")) if path.stem not in placed]
    return _FURTHER.replace("{pages}", "\n".join(pages)) if pages else ""
