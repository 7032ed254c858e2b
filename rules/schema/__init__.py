"""The files of a rulebook as they are written: their keys, their lines, and every mistake in them."""
