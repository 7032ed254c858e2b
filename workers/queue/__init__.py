"""What waits for whom, in lists and in the morning mail."""
