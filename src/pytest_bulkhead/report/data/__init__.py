"""What a page shows, as values that JSON knows: texts, numbers, lists, and objects with names as keys."""
