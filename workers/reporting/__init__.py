"""The reports of a month, a quarter or a year: one value each, as Word, Excel, JSON and a page."""
