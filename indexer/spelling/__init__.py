"""Corrects queries to the words of an index: slips, compounds, British and American forms."""

from __future__ import annotations

from indexer.spelling.speller import CorrectedQuery, Correction, Speller
from indexer.spelling.vocabulary import Vocabulary

__all__ = ["CorrectedQuery", "Correction", "Speller", "Vocabulary"]
