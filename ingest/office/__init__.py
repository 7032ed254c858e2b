"""LibreOffice: one office for each process that asks, for old Word documents and for letters on paper."""
