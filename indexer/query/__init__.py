"""Turns what a person typed into a question in the words of one index.

`understand` is the entry of the read path. It lets spelling mend slips, `parse` part the query into
words and conditions, `intent` say what kind of fact it asks for, and `expansion` add what says the
same; `lexicon` is what the write path learned for it.
"""
