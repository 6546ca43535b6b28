"""Dress the office up as another one."""


def dress(monkeypatch, **values):
    """`dress(monkeypatch, name="Port Birch")` sets HARBOUR_NAME."""
    for key, value in values.items():
        monkeypatch.setenv(f"HARBOUR_{key.upper()}", value)
