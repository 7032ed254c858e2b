"""How the instance itself is: examined in a process of its own, its queues counted, for the admin."""
