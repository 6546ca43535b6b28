"""Changes of what outlives a test, and everything that takes them back."""
