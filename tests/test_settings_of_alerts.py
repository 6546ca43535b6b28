"""The thresholds of alerts, in the settings."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.settings import Alerting
from pytest_bulkhead.settings.keys import settings_schema
from pytest_bulkhead.settings.parsing import parse_settings

FILE = Path("bulkhead.toml")


def test_what_is_not_said_keeps_its_default():
    told = parse_settings({"alerts": {"slower-by": 1, "larger_size": "1 GB", "webhook": "$HOOK"}}, FILE).alerts
    assert told == Alerting(slower_by=1.0, larger_size=1024, webhook="$HOOK")
    assert parse_settings({}, FILE).alerts is None


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"slower-bye": 1}, "did you mean 'slower-by'"),
        ({"slower-by": -1}, "'slower-by' is a number from 0"),
        ({"slower-by": float("nan")}, "'slower-by' is a number"),
        ({"slower-by": True}, "'slower-by' is a number"),
        ({"chance": 2}, "'chance' is a number from 0 to 1"),
        ({"confirmations": 0}, "a whole number from 1 to 100"),
        ({"confirmations": 1.5}, "a whole number from 1 to 100"),
        ({"larger-size": 50}, "a size such as"),
        ({"webhook": "ftp://example.com"}, "a URL"),
        ({"webhook": "https://"}, "a URL"),
        ({"webhook": "http://[x"}, "a URL"),
        ({"webhook": "https://example.com/\n"}, "a URL"),
        ({"webhook": "$"}, "a URL"),
        (3, "a table of thresholds"),
    ],
)
def test_what_cannot_be_meant_is_told(table, said):
    with pytest.raises(SettingsError, match=said):
        parse_settings({"alerts": table}, FILE)


def test_the_schema_knows_each_threshold():
    keys = settings_schema()["properties"]["alerts"]["properties"]
    assert set(keys) == {name.replace("_", "-") for name in Alerting._fields}
    jsonschema.validate({"alerts": {"slower-by": 0.2, "confirmations": 3}}, settings_schema())
