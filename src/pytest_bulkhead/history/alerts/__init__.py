"""What somebody has to be told of, once: when it began, who knows, and when it was over."""
