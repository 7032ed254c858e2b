"""One file a format; each says which bytes it reads and makes parts of them."""
