"""The people of the house: who they are, how they sign in, and whose changes a second person confirms."""
