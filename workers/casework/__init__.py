"""What staff do with a case: correct, override, plan, work through the closed loop (TRADE 2)."""
