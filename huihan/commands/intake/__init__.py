"""`huihan intake`."""
