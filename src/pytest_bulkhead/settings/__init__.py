"""[tool.bulkhead], read once into a frozen object."""

from pytest_bulkhead.settings.alerting import Alerting
from pytest_bulkhead.settings.model import (
    DEPTHS,
    MEMORY_CARE,
    MEMORY_LIMIT,
    MODES,
    PROFILES,
    REFUSABLE,
    SERVERS,
    Allowed,
    Harmless,
    Settings,
)
from pytest_bulkhead.settings.reading import load_settings

__all__ = [
    "DEPTHS",
    "MEMORY_CARE",
    "MEMORY_LIMIT",
    "MODES",
    "PROFILES",
    "REFUSABLE",
    "SERVERS",
    "Alerting",
    "Allowed",
    "Harmless",
    "Settings",
    "load_settings",
]
