"""The admin's work on the rulebook at the desk: a draft, what it would do, and how it goes live."""
