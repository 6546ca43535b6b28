"""What is installed, found, reachable and in effect, and what to do where something is wrong."""
