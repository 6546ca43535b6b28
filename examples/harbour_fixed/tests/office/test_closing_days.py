import unittest
from datetime import date
from unittest.mock import patch

from fastapi.testclient import TestClient

from harbour import clock
from harbour.app import create_app
from harbour.deps import get_store
from harbour.security import current_officer
from harbour.store import Store
from tests.helpers.officers import CLERK
from tests.helpers.ships import SEAGULL


class ClosingDayCase(unittest.TestCase):
    """An office of its own, on a day that the case may choose."""

    day = date(2050, 12, 31)

    def setUp(self):
        self.books = Store()
        self.addCleanup(self.books.close)
        self.books.add_ship(SEAGULL)
        app = create_app()
        app.dependency_overrides = {get_store: lambda: self.books, current_officer: lambda: CLERK}
        self.client = TestClient(app)

    def book(self, arrives):
        wanted = {"imo": SEAGULL.imo, "berth": "A1", "arrives": arrives, "nights": 1}
        return self.client.post("/bookings", json=wanted).status_code


class TestYearEnd(ClosingDayCase):
    def setUp(self):
        super().setUp()
        patcher = patch("harbour.clock.today", return_value=self.day)
        self.today = patcher.start()
        self.addCleanup(patcher.stop)

    def test_old_year_is_closed(self):
        self.assertEqual(self.book("2050-12-30"), 422)

    def test_new_year_is_open(self):
        self.assertEqual(self.book("2051-01-01"), 201)


class TestMidsummer(ClosingDayCase):
    day = date(2048, 6, 21)

    def setUp(self):
        super().setUp()
        patcher = patch.object(clock, "today", return_value=self.day)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_yesterday_is_closed(self):
        self.assertEqual(self.book("2048-06-20"), 422)

    def test_today_is_open(self):
        self.assertEqual(self.book("2048-06-21"), 201)


class TestEaster(ClosingDayCase):
    def setUp(self):
        super().setUp()
        self.patcher = patch("harbour.clock.today", return_value=date(2049, 4, 18))
        self.patcher.start()

    def tearDown(self):
        self.patcher.stop()
        super().tearDown()

    def test_lent_is_over(self):
        self.assertEqual(self.book("2049-04-01"), 422)
