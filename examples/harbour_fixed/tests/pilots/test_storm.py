import unittest
from unittest.mock import patch

from fastapi.testclient import TestClient

from harbour.app import app


class TestStorm(unittest.TestCase):
    def setUp(self):
        self.patcher = patch("harbour.weather.fetch_wind", return_value=31.0)
        self.fetch_wind = self.patcher.start()
        self.addCleanup(self.patcher.stop)
        self.client = TestClient(app)

    def test_no_ship_is_moved(self):
        self.assertFalse(self.client.get("/berths/A1/wind").json()["workable"])
        self.fetch_wind.assert_awaited_once_with("A1")

    def test_wind_is_told(self):
        self.assertEqual(self.client.get("/berths/B2/wind").json()["wind"], 31.0)


class TestGale(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.patcher = patch("harbour.weather.LIMIT", 10.0)
        cls.patcher.start()
        cls.addClassCleanup(cls.patcher.stop)

    def setUp(self):
        self.client = TestClient(app)

    @patch("harbour.weather.fetch_wind", return_value=12.0)
    def test_lower_limit(self, fetch_wind):
        self.assertFalse(self.client.get("/berths/A2/wind").json()["workable"])
