"""Sites: their pages followed politely, each once, without what all of them have in common."""

from __future__ import annotations

from indexer.read.sites.kept import KeptPages
from indexer.read.sites.links import identity
from indexer.read.sites.repeats import without_repeats
from indexer.read.sites.walk import Fetcher, FollowLimits, SitePage, follow

__all__ = [
    "Fetcher",
    "FollowLimits",
    "KeptPages",
    "SitePage",
    "follow",
    "identity",
    "without_repeats",
]
