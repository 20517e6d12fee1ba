"""Counts what is asked and how long it takes, in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from indexer.errors import IndexFolderError, ModelError
from indexer.model import Answer
from webapp.http.state import EngineSource

# Around what a search costs, and what a person notices.
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)


class Metrics:
    """What one application has answered since it started, or all the workers of one server.

    `shared` is a folder of these workers, in which their counts outlive them; `webapp.serving` says
    so to the library before this is imported.
    """

    def __init__(self, engines: EngineSource, shared: Path | None = None) -> None:
        self._registry = CollectorRegistry()
        self._open = CollectorRegistry()
        self._open.register(_Open(engines))
        self._shared = shared
        self._requests = Counter(
            "alongside_requests",
            "Requests answered.",
            ("endpoint", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "alongside_request_seconds",
            "Time from a request to its response.",
            ("endpoint",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "alongside_answers", "Questions answered.", ("state",), registry=self._registry
        )
        self.refused = Counter(
            "alongside_refused", "Requests sent away unanswered.", registry=self._registry
        )

    def register(self, app: Flask) -> None:
        """Count every request of an application, and answer `/metrics`."""
        app.before_request(_begin)
        app.after_request(self._count)
        app.add_url_rule("/metrics", "metrics", self._text, methods=["GET"])

    def count_answer(self, answer: Answer) -> None:
        """Count an answer by its state."""
        self._answers.labels(answer.state).inc()

    def _count(self, response: Response) -> Response:
        endpoint = request.endpoint or "none"
        self._requests.labels(endpoint, _method(), response.status_code).inc()
        if "began" in g:
            self._seconds.labels(endpoint).observe(perf_counter() - g.began)
        return response

    def _text(self) -> Response:
        counted = self._registry
        if self._shared:
            counted = CollectorRegistry()
            MultiProcessCollector(counted, str(self._shared))  # type: ignore[no-untyped-call]
        response = Response(generate_latest(self._open) + generate_latest(counted))
        response.headers["Content-Type"] = CONTENT_TYPE_PLAIN_0_0_4
        response.headers["Cache-Control"] = "no-store"
        return response


class _Open(Collector):
    """The index that is open when somebody looks; nothing while there is none."""

    def __init__(self, engines: EngineSource) -> None:
        self._engines = engines

    def describe(self) -> list[GaugeMetricFamily]:
        """Name nothing ahead, so that no index is opened before somebody looks."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the index's size, which one it is, and whether it is not the one that should be."""
        fault = GaugeMetricFamily("alongside_index_fault", "1 where an older index answers.")
        fault.add_metric((), float(self._engines.fault() is not None))
        yield fault
        try:
            info = self._engines.current().info
        except (IndexFolderError, ModelError):
            return
        labels = ("generation", "model")
        passages = GaugeMetricFamily("alongside_passages", "Passages searched.", labels=labels)
        passages.add_metric((info.generation, info.model), info.passages)
        yield passages


def _begin() -> None:
    g.began = perf_counter()


def _method() -> str:
    # Anybody may make up a method, and each would be a series of its own.
    return request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
