"""Chinese text, for all rooms above: one folding, one reading of numbers, dates, sums and places."""
