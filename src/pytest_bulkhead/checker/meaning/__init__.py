"""What names refer to across the files of a project, and which values they have."""
