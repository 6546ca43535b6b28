"""What dead runs have left on this host, and on the servers that they used."""
