"""What is known of mocks and coroutines: which is which, what they answer, and who awaits it."""
