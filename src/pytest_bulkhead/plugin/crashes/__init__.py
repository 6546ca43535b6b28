"""What is known of a worker that died: its last steps, how it ended, and what never ran because of it."""
