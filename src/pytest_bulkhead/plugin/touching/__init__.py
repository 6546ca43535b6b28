"""Who touches what: in each process that runs tests, charged to the test or fixture at work."""
