"""The public JSON of cases, letters and clocks (DESIGN 4), the same for the command line and for the API."""
