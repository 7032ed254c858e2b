"""The satisfaction survey of each quarter: planned, drawn, answered, and what it found (TRADE 8)."""
