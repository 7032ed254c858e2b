"""The first hour of an instance: what it still needs before residents write, and a letter to oneself to try it."""
