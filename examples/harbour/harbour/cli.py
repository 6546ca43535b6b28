"""`harbour card` and `harbour manifest`: what the night porter needs."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from harbour.export import write_manifest
from harbour.settings import get_settings
from harbour.store import Store


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("harbour")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("card", help="say where we are")
    manifest = commands.add_parser("manifest", help="write the papers for the customs")
    manifest.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    settings = get_settings()
    if options.command == "card":
        print(f"{settings.name}, dues in {settings.currency}")
    else:
        print(write_manifest(Store(settings.database).bookings(), options.out or settings.export_dir))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
