"""Word templates, compiled, guarded and filled: a kind and a context in, a letter out."""
