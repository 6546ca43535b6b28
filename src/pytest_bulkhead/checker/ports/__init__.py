"""Ports that test code binds."""
