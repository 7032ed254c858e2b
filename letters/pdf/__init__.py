"""A letter on paper: made by LibreOffice, the same bytes each time, compared, sealed, shown as pictures."""
