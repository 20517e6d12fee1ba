"""Retrievers over the API, for those who write answers with a model: a module for each library."""
