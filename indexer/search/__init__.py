"""Finds what answers a question: matches, ranks, admits, and shows it."""
