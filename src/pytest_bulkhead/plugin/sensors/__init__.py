"""One kind of state per file: what changed since the last look."""

DEEP = frozenset(
    {
        "class_attributes",
        "fixture_values",
        "foreign_attributes",
        "imported_modules",
        "interpreter_limits",
        "left_files",
        "locale_settings",
        "module_globals",
        "open_files",
        "pending_tasks",
        "time_zone",
        "umask",
    }
)
"""The files whose sensors are asked at depth `deep` only, and so need not be imported before."""
