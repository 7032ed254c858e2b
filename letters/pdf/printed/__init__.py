"""Whether a PDF says what was checked: every word of the one in the other, and every word to be seen."""
