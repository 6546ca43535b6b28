"""What holds for all our tests."""

from __future__ import annotations

from hypothesis import settings

# A slow machine is no failure: how long an example takes is measured by the benchmarks alone.
settings.register_profile("bulkhead", deadline=None)
settings.load_profile("bulkhead")
