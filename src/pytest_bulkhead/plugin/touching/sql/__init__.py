"""What a statement for PostgreSQL touches, read from its text and nothing else."""
