"""Scans of complaint letters that nobody wrote, with what stands on them: so that OCR is measured, not guessed at."""
