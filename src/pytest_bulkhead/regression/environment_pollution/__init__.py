"""What a test leaves behind in its process is what the next one finds there."""
