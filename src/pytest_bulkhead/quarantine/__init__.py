"""Tests that fail now and then, set apart: they run, and until the day that is set their failures fail no run."""
