"""The state of the project's own objects."""
