"""Letters from the draft to the seal: context, editing, checks, submitting, approving."""
