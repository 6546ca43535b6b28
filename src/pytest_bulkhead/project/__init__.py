"""What a project is made of around its tests: its pytest, its repository, its hooks, what its CI runs."""
