"""Rulebooks of an instance: which one decides, the versions kept, replay, and deadlines recalculated for a new year."""
