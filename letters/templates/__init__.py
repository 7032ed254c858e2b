"""The shipped Word templates, and the script that builds them."""
