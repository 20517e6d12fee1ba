"""Writes answers for people: in a terminal, as a table."""
