"""What lies in an index folder: postings, vectors, passages, names; how it is written and read."""
