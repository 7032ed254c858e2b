"""What managers read: the ledger of complaints, the statistics form, reports."""
