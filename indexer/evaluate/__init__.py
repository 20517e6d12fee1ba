"""Measures answers on judged queries."""
