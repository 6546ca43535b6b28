"""Files and folders that test code works on, and whose they are."""
