"""What can go wrong with them: the catalogue of ways for a test to stop being alone."""
