"""What the benchmarks of the whole road share: mails, a mailbox server, both programs, their memory."""
