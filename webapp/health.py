"""Tells whoever runs this server whether it lives and is ready."""

from __future__ import annotations

from flask import Response

from webapp import bodies, payloads, problems, sending
from webapp.params import Asked
from webapp.services import Endpoint, Services
from webapp.state import engine

services = Services("health")


@services.answers(
    Endpoint(
        "/health/live",
        "Whether this process answers.",
        answers=(bodies.Live,),
        name="live",
        changes=True,
    )
)
def live(_: Asked) -> Response:
    """Tell that this process answers."""
    return sending.fresh(bodies.Live("live"))


@services.answers(
    Endpoint(
        "/health/ready",
        "Whether an index is open, and which.",
        answers=(bodies.Ready,),
        refuses=(problems.NO_INDEX,),
        name="ready",
        changes=True,
    )
)
def ready(_: Asked) -> Response:
    """Tell that an index is open, and which; a 503 problem while there is none."""
    return sending.fresh(bodies.Ready("ready", payloads.index(engine().info)))
