"""The rulebook: read, checked, compiled, run; facts in, a Decision with its reasons out."""
