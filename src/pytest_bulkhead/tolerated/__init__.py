"""What a project lives with: the same for findings of the checker and of a run."""
