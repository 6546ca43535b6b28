"""Virtual environments that hold just some of our own packages, made in a moment and without a network."""

import importlib.metadata
import sysconfig
import venv
from collections.abc import Iterable
from pathlib import Path

PYTEST_ALONE = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")
_OF_LATER_PYTESTS = ("pygments",)
PYTEST_AND_XDIST = (*PYTEST_ALONE, "pytest-xdist", "execnet")


def make_environment(folder: Path, distributions: Iterable[str]) -> Path:
    """Make an environment that holds these distributions, and return its interpreter."""
    venv.create(folder, symlinks=True, with_pip=False)
    paths = sysconfig.get_paths(scheme="venv", vars={"base": str(folder), "platbase": str(folder)})
    packages = Path(paths["purelib"])
    for name in distributions:
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            if name in _OF_LATER_PYTESTS:
                continue
            raise
        tops = {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}
        for top in sorted(tops):
            (packages / top).symlink_to(Path(str(distribution.locate_file(top))))
    return Path(paths["scripts"], "python")
