"""What takes longer or more memory than it did, told apart from noise."""
