"""Where complaints come from: mailboxes and folders; a source is told only after the commit."""
