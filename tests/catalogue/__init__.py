"""Generated from the hazards, the layers that they are promised to, and their seeds."""
