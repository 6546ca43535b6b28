"""The kinds of state that rules watch: how each is recognised, and what puts it back."""
