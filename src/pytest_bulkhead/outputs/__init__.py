"""From findings to text that a person, an editor or a CI system reads."""
