"""`huihan rules`."""
