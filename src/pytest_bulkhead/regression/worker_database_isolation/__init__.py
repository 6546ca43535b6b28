"""Databases of workers: one server, two of its users, and what each of them does to the other."""
