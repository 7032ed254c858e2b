"""One instance at work: its services, keys, processes, mail server, and what every use case begins with."""
