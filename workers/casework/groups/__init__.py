"""Many letters, one matter: found, confirmed, worked as one, each household answered (TRADE 5)."""
