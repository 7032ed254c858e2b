"""The company's own paper: the Word templates of its letters, what stands at their head, the seal."""
