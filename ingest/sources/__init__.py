"""Where written complaints come from: mailboxes and the scan folder, behind one protocol (receiver.py)."""
