"""Turns what a person typed into a question: parsed, corrected, expanded by what says the same.

`understand` is the entry of the read path; `lexicon` is what the write path learns for it.
"""
