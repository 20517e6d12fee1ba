"""Pages of other kinds than `corpus/`, each with judged questions beside it."""
