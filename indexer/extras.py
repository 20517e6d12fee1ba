"""Says how an extra of this package is installed: from where it came, never by its name alone.

No index of packages holds it, and whoever took the name there could have anything installed.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from urllib.parse import unquote, urlsplit


def how_to_install(extra: str) -> str:
    """Return the way out where an extra is missing: a command, with the checkout or the wheel.

    >>> how_to_install("build").startswith("install the extra: pip install '")
    True
    """
    return f"install the extra: pip install '{_origin()}[{extra}]'"


def _origin() -> str:
    """Return the path that this was installed from; where nobody knows, a word for it."""
    try:
        told = json.loads(distribution("alongside").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        told = {}
    parts = urlsplit(str(told.get("url", "")))
    return unquote(parts.path) if parts.scheme == "file" else "PATH-OF-CHECKOUT-OR-WHEEL"
