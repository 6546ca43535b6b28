"""What mutations are made of: the files they look into, the places they find there, the edits they make."""
