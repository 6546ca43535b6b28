"""Which keys a command for Redis touches, by where each command has them."""
