"""One resident's data: found, handed out, erased at their request or past their time (PIPL)."""
