"""What is remembered of runs: a store that they are taken into, and what is read from it."""
