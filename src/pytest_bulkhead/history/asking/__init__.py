"""What is asked of the store at length, a file for each question; `queries.Reader` puts them all."""
