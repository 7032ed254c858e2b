"""The mailboxes as an admin looks after them: tried out, set up, and what was last heard from each."""
