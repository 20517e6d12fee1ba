"""What short forms stand for here, as the texts themselves define them, or people say it."""

from __future__ import annotations

from indexer.acronyms.glossary import Acronym, Expansion, Glossary, read_overrides

__all__ = ["Acronym", "Expansion", "Glossary", "read_overrides"]
