"""One letter decided with what the store knows: directory match, decision input, route, matters, deadlines."""
