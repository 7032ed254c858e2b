"""A simulated year of an office on a virtual clock, and a reckoning of its clocks that knows nothing of the product."""
