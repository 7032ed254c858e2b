"""Telling people at once of what concerns them: who is told of an event, in what words, by which way."""
