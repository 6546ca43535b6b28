"""What is the same in every worker, and what is not: ids, orders, random and volatile values."""
