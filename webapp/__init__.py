"""Serves what the engine answers: pages to people, JSON to services, tools to assistants."""
