"""`huihan cases`."""
