"""Races put to the proof: two tests are made to meet at what both of them touch."""
