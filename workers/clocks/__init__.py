"""The clocks of a case while it runs: started, stopped, recalculated, watched (TRADE 6)."""
