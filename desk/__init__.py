"""The web desk for staff and admins."""
