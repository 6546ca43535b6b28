"""What the office reads from its environment."""

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_NAME = "Port Alder"
SEASON = os.environ.get("HARBOUR_SEASON", "summer")


@dataclass(frozen=True)
class Settings:
    """One reading of the environment."""

    name: str = DEFAULT_NAME
    currency: str = "EUR"
    database: str = ":memory:"
    master_token: str = ""
    beacon_port: int = 17700
    export_dir: Path = Path("out")
    log_level: str = "WARNING"


def get_settings() -> Settings:
    """Read the environment afresh, so that a changed sign needs no restart."""
    default = Settings()
    return Settings(
        name=os.environ.get("HARBOUR_NAME", default.name),
        currency=os.environ.get("HARBOUR_CURRENCY", default.currency),
        database=os.environ.get("HARBOUR_DB", default.database),
        master_token=os.environ.get("HARBOUR_MASTER_TOKEN", default.master_token),
        beacon_port=int(os.environ.get("HARBOUR_BEACON_PORT", default.beacon_port)),
        export_dir=Path(os.environ.get("HARBOUR_EXPORT_DIR", default.export_dir)),
        log_level=os.environ.get("HARBOUR_LOG_LEVEL", default.log_level),
    )
