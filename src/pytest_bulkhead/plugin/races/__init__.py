"""What becomes of touches: who can meet whom, what is harmless, and how a race is told."""
