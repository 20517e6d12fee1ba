"""The engine: pages in, ranked passages out. Knows nothing of HTTP."""
