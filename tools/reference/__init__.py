"""Writes the chapters of docs/reference.md and docs/reference.zh.md from the code, a module for each."""
