"""Finds what was changed behind the program's back: chains, rows, letters, approvals and decisions against each other
and against what was signed on earlier days."""
