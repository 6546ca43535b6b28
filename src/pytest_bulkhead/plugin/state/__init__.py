"""The state of the project's own objects: globals, class attributes, and what they hold."""
