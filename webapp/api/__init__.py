"""Answers services: search, passages, who goes with what, completions, tables, health."""
