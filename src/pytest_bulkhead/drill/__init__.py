"""Seeds violations into a copy of a project, and measures which layer catches them."""
