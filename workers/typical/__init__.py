"""Typical cases: written up from a case without anybody's data, published by a second person, found again."""
