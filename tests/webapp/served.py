"""Serves the small engine on a port until it is told to stop, for tests that need a real server."""

from __future__ import annotations

from tests.webapp.fake import FakeEngines
from webapp import Settings, create_app
from webapp.listen import Listener


def main() -> None:
    """Print the address, and answer on it."""
    app = create_app(FakeEngines(), Settings())
    with Listener(app, host="127.0.0.1", port=0, threads=2) as server:
        server.run(lambda url: print(url, flush=True))  # noqa: T201 - who started this reads it


if __name__ == "__main__":
    main()
