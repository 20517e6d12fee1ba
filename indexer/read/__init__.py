"""Reads sources of any supported format into pages."""
