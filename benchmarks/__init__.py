"""How fast and how dear, beside the peers, in one run on one machine. Nothing here is a test."""
