"""Simulated cases of every kind and the documents that they make: printed, checked, laid out to look at."""
