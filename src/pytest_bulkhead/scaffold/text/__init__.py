"""Where something can be put into a text of a project so that all that was there stays."""
