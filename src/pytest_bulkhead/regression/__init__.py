"""Tests that users run against their own infrastructure, by `bulkhead verify` or by pytest itself."""
