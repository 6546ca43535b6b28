"""What was found before, kept as long as all that it depends on is as it was."""
