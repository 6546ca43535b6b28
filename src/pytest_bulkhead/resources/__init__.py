"""Servers, databases, ports and folders of one's own, as fixtures: what each worker gets, no other one reaches."""
