"""The road of one letter: the only room that wires reading, rules, letters and the store together."""
