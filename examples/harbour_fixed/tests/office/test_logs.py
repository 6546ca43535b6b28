import logging
from unittest.mock import patch

import pytest

from harbour import logs
from harbour.weather import wind_report


@pytest.fixture
def office_logger():
    logger = logging.getLogger("harbour")
    level, handlers = logger.level, logger.handlers[:]
    yield logger
    logger.setLevel(level)
    logger.handlers[:] = handlers


def test_level_can_be_chosen(office_logger):
    logs.configure("DEBUG")
    assert office_logger.level == logging.DEBUG


def test_second_set_up_adds_no_handler(office_logger):
    logs.configure()
    logs.configure()
    assert [handler.get_name() for handler in office_logger.handlers] == ["harbour"]


@pytest.mark.anyio
async def test_missing_reading_is_logged(caplog):
    with patch("harbour.weather.fetch_wind", side_effect=OSError("no mast")):
        await wind_report("A1")
    assert caplog.messages == ["no wind reading at A1"]


def test_audit_goes_to_a_file(tmp_path):
    handler = logging.FileHandler(tmp_path / "audit.log")
    logging.getLogger().addHandler(handler)
    try:
        logging.getLogger("harbour.audit").warning("berth A1 is closed")
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    assert (tmp_path / "audit.log").read_text() == "berth A1 is closed\n"


def test_audit_for_a_moment(tmp_path):
    handler = logging.FileHandler(tmp_path / "audit.log")
    logging.getLogger("harbour").addHandler(handler)
    try:
        logging.getLogger("harbour.audit").error("berth A2 is closed")
    finally:
        logging.getLogger("harbour").removeHandler(handler)
        handler.close()
    assert (tmp_path / "audit.log").read_text() == "berth A2 is closed\n"


def test_silent_office(capsys):
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        logging.getLogger("harbour").error("nobody hears this")
    finally:
        logging.disable(before)
    assert capsys.readouterr().err == ""
