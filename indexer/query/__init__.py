"""Reads what a person typed: its words, its conditions, and what they mean in this index."""
