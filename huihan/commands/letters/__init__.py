"""`huihan letters`."""
