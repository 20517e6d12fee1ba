"""Serves what the engine answers: pages to people, JSON to services; `create_app` makes the whole.

Nothing that answers HTTP can change an index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webapp.app import HEADERS, create_app
    from webapp.settings import Settings
    from webapp.state import EngineSource

__all__ = ["HEADERS", "EngineSource", "Settings", "create_app"]


def __getattr__(name: str) -> object:
    """Import the application where it is asked for: the command and the client need no Flask."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from webapp import app

    return getattr(app, name)
