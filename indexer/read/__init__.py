"""Sources to pages: files, folders, standard input and addresses, in every format that is read."""

from __future__ import annotations

from indexer.read.files import corrections_in
from indexer.read.sources import ReadOptions, read

__all__ = ["ReadOptions", "corrections_in", "read"]
