"""The service as a whole: its loop, the runner of its stages, and recovery after a crash."""
