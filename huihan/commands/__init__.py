"""The command groups of `huihan`, one module each; every one has `register(app)`."""
