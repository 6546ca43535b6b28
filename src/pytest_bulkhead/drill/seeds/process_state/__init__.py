"""BH102: settings of the process that are not put back."""

from __future__ import annotations

from pytest_bulkhead.drill.seeds.process_state import of_imports, of_messages, of_the_interpreter, of_the_system

SEEDS = (*of_the_system.SEEDS, *of_the_interpreter.SEEDS, *of_imports.SEEDS, *of_messages.SEEDS)
