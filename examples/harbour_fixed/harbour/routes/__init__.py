"""The counters of the office, one file each."""
