"""Invented people and eighteen months of their care: what `portal demo` shows."""
