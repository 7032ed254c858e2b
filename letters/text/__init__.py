"""The words of a letter: dates, names and places as it writes them, marks for what is unknown."""
