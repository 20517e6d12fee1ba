"""Speaks to an OpenSearch cluster: addresses, credentials, second tries, and what can go wrong.

An address is `https://HOST[:PORT][,HOST[:PORT]...]/NAME`: any of its nodes, and the name that the
index has there. The only import of `opensearchpy`, which is an extra.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from indexer.errors import ClusterError, NoIndexError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_HOST = re.compile(r"[A-Za-z0-9._-]+(:\d+)?|\[[0-9A-Fa-f:]+\](:\d+)?")
_PORT = 9200
_LOOPBACK = re.compile(r"127\.\d+\.\d+\.\d+|localhost|\[::1\]")
# Seconds that one try may take. A search takes 20 to 60 ms; a node that was killed is noticed at
# once, since its connections close, and one that hangs is given up before a question's time is.
TIMEOUT = 2.5
# Tries of what may be tried again, in all, and seconds before each but the first.
_WAITS = (0.0, 0.05, 0.3, 1.0)
_AGAIN = frozenset({429, 500, 502, 503, 504})
_LEAST, _BEYOND = (2, 19), (4,)  # from which version on, and before which
_PLUGIN = "opensearch-knn"
_BYTES = 8 << 20  # of one request that sends documents
_SIDE_BY_SIDE = 32  # searches at once, of all questions


@dataclass(frozen=True, slots=True)
class Address:
    """Where an index lies: nodes of one cluster, as `scheme://host:port`, and its name there."""

    nodes: tuple[str, ...]
    name: str

    @property
    def digest(self) -> str:
        """A short name of the address for files."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        scheme = self.nodes[0].split("://")[0]
        hosts = ",".join(one.split("://")[1] for one in self.nodes)
        return f"{scheme}://{hosts}/{self.name}"


Location = Path | Address
"""Where an index is: a folder, or in a cluster."""


def located(where: str) -> Location:
    """Return where an index is, of what was typed: an address or a folder.

    Raises
    ------
    ClusterError
        Where it is an address that cannot be used.

    >>> str(located("https://one.example.org,two.example.org:9201/pages"))
    'https://one.example.org:9200,two.example.org:9201/pages'
    >>> located(".alongside").name
    '.alongside'
    """
    if not where.startswith(("http://", "https://")):
        return Path(where)
    split = urlsplit(where)
    name = split.path.strip("/")
    if "@" in split.netloc:
        message = (
            "an address holds no user and password: set OPENSEARCH_USERNAME and OPENSEARCH_PASSWORD"
        )
        raise ClusterError(message)
    hosts = split.netloc.split(",")
    if not all(_HOST.fullmatch(one) for one in hosts) or split.query or split.fragment:
        raise ClusterError(f"{where!r} is no address of a cluster: give https://HOST:9200/NAME")
    if not _NAME.fullmatch(name):
        message = (
            f"{name!r} cannot be the name of an index in a cluster: give https://HOST:9200/NAME, "
            "small letters, digits and dashes"
        )
        raise ClusterError(message)
    ported = (one if re.search(r":\d+$", one) else f"{one}:{_PORT}" for one in hosts)
    return Address(tuple(f"{split.scheme}://{one}" for one in ported), name)


class Cluster:
    """The nodes of an address; safe to share among threads.

    Credentials come from the environment: `OPENSEARCH_USERNAME` and `OPENSEARCH_PASSWORD`, or
    `OPENSEARCH_API_KEY`; of a host of Amazon's without these, `AWS_REGION` and the credentials that
    botocore finds. `OPENSEARCH_CA_CERTS` names a file of authorities that are trusted.
    """

    def __init__(self, address: Address, timeout: float = TIMEOUT) -> None:
        try:
            import opensearchpy
        except ModuleNotFoundError as error:
            message = (
                f"the package {error.name} is missing; install it: "
                "pip install 'alongside[opensearch]'"
            )
            raise ClusterError(message) from None
        self.address = address
        self._errors = opensearchpy.exceptions
        self._timeout = timeout
        self._pool = ThreadPoolExecutor(_SIDE_BY_SIDE, "ask-cluster")
        self.client: OpenSearch = opensearchpy.OpenSearch(
            list(address.nodes),
            timeout=timeout,
            max_retries=len(address.nodes),
            retry_on_timeout=True,
            retry_on_status=(502, 504),
            pool_maxsize=32,
            http_compress=False,
            serializer=_serializer(),
            **_security(address, os.environ),
        )

    def check(self) -> None:
        """Raise `ClusterError` where the cluster is of no version that holds, or lacks a plugin."""
        with self.told():
            told = self.client.info()["version"]
            plugins = self.client.cat.plugins(format="json", h="component")
        number, distribution = told.get("number", "?"), told.get("distribution", "")
        version = tuple(int(part) for part in re.findall(r"\d+", number)[:2])
        if distribution != "opensearch" or not _LEAST <= version < _BEYOND:
            what = f"{distribution or 'elasticsearch'} {number}"
            raise self.error(f"is {what}: OpenSearch 2.19 or 3 is needed", f"the cluster is {what}")
        if _PLUGIN not in {one["component"] for one in plugins}:
            raise self.error(f"lacks the plugin {_PLUGIN}: install it on every node", "no k-NN")

    def wait(self, indexes: str, status: str, seconds: int) -> str:
        """Return the status of some indexes, once it is as good as one, or after some seconds."""
        # In the address: the client would take `timeout` for its own.
        asked = f"?wait_for_status={status}&timeout={seconds}s"
        with self.told():
            told = self.client.transport.perform_request(
                "GET", f"/_cluster/health/{indexes}{asked}", params={"ignore": (408,)}
            )
        return str(told.get("status", "red"))

    def readable(self, index: str) -> None:
        """Raise `ClusterError` where a part of an index cannot be read now."""
        if self.wait(index, "yellow", 1) == "red":
            reason = "a part of the index has no copy that can be read"
            raise self.error(f"is red: {reason}; start its nodes again", reason)

    def current(self) -> str:
        """Return the name of the index that answers: where the address's alias leads.

        Raises
        ------
        NoIndexError
            Where there is none.
        ClusterError
            Where something else bears the name.
        """
        name = self.address.name
        with self.told():
            found = self.client.indices.get_mapping(
                index=name, params={"filter_path": "*.mappings._meta"}, ignore=(404,)
            )
        if "error" in found or not found:
            with self.told():
                there = not found and self.client.indices.exists(index=name)
            raise self._other() if there else self.missing()
        if len(found) != 1 or not any(
            one.get("mappings", {}).get("_meta", {}).get("alongside") for one in found.values()
        ):
            raise self._other()
        return str(next(iter(found)))

    def generation(self) -> str:
        """Return the name of the generation that answers, as its folder calls it."""
        return self.named(self.current())

    def named(self, index: str) -> str:
        """Return what a folder calls the generation that an index of the cluster is."""
        return index.removeprefix(f"{self.address.name}-")

    def _other(self) -> ClusterError:
        message = f"holds something else under the name {self.address.name}: choose another name"
        return self.error(message, "the index is none that can be read")

    def search(self, searches: Sequence[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
        """Return what several searches find, in order: all of each, or an error.

        Each has its index and its body; they are asked side by side, since `_msearch` does not tell
        what each term scores. What fails is tried again, on another node where there is one: a
        search changes nothing.
        """
        if len(searches) == 1:
            return [self._search(*searches[0])]
        return [one.result() for one in [self._pool.submit(self._search, *of) for of in searches]]

    def _search(self, index: str, body: Mapping[str, Any]) -> dict[str, Any]:
        for wait in _WAITS:
            time.sleep(wait)
            try:
                found: dict[str, Any] = self.client.transport.perform_request(
                    "POST", f"/{index}/_search", params=_ASKING, body=body
                )
            except self._errors.TransportError as error:
                if error.status_code in _AGAIN and wait != _WAITS[-1]:
                    continue
                with self.told():
                    raise
            else:
                return found
        raise AssertionError

    def send(self, actions: Iterable[Mapping[str, Any]], chunk: int) -> Iterator[bool]:
        """Send documents, so many at a time; yield of each whether it is new.

        What the cluster has no room for now is sent again, later and later.
        """
        from opensearchpy import helpers

        results = helpers.streaming_bulk(
            self.client,
            actions,
            chunk_size=chunk,
            max_chunk_bytes=_BYTES,
            max_retries=8,
            initial_backoff=1,
            max_backoff=20,
            raise_on_error=False,
        )
        while (one := self._taken(results)) is not None:
            taken, result = one
            told = next(iter(result.values()))
            if not taken and told.get("status") != 409:  # noqa: PLR2004 - it is there
                error = told.get("error", told)
                why = error.get("reason", error) if isinstance(error, dict) else error
                message = f"does not take a document ({str(why)[:300]}): push again"
                raise self.error(message, "a push failed")
            yield bool(taken)

    def _taken(self, results: Iterator[tuple[bool, Any]]) -> tuple[bool, Any] | None:
        with self.told():
            return next(results, None)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what the client raises into what a person can mend."""
        errors = self._errors
        try:
            yield
        except errors.AuthenticationException:
            raise self.error(
                "refuses these credentials: set OPENSEARCH_USERNAME and OPENSEARCH_PASSWORD, or "
                "OPENSEARCH_API_KEY",
                "the cluster refuses this server's credentials",
            ) from None
        except errors.SSLError as error:
            raise self.error(
                f"has a certificate that cannot be verified ({_short(error)}): name the file of "
                "its authority in OPENSEARCH_CA_CERTS",
                "the cluster's certificate cannot be verified",
            ) from None
        except errors.ConnectionTimeout:
            raise self.error(
                f"does not answer within {self._timeout:g} seconds: see whether its nodes run",
                "the cluster does not answer in time",
            ) from None
        except errors.ConnectionError as error:
            raise self.error(
                f"cannot be reached ({_short(error)}): see whether its nodes run",
                "the cluster cannot be reached",
            ) from None
        except errors.TransportError as error:
            told = error.info.get("error", {}) if isinstance(error.info, dict) else {}
            raise self._failed(error.status_code, told) from None

    def error(self, message: str, reason: str) -> ClusterError:
        """Return an error of this cluster; `reason` names none of its nodes."""
        return ClusterError(f"the cluster at {self.address} {message}", reason)

    def missing(self) -> NoIndexError:
        """Return the error that there is no index of this name."""
        message = f"there is no index at {self.address}; make one: alongside push FOLDER ADDRESS"
        return NoIndexError(message)

    def _failed(self, status: object, told: object) -> ClusterError | NoIndexError:
        kind = told.get("type", "") if isinstance(told, dict) else ""
        why = (told.get("reason") or kind) if isinstance(told, dict) else str(told)
        if kind == "index_not_found_exception" or status == 404:  # noqa: PLR2004 - HTTP's own
            return self.missing()
        if kind == "cluster_block_exception":
            return self.error(
                f"is read-only ({why}): free space on its disks, then lift the block",
                "the cluster is read-only",
            )
        if status == 403:  # noqa: PLR2004 - HTTP's own
            return self.error(
                f"does not let this user do that ({why}): see the roles in docs/cluster.md",
                "the cluster refuses this server's user",
            )
        return self.error(f"failed ({status}: {why}): see its log", "the cluster failed")


# Of what is found, only what is read: the rest of an answer would take as long to send.
_ASKING = {
    "allow_partial_search_results": "false",
    "include_named_queries_score": "true",
    "filter_path": "hits.total.value,hits.hits._score,hits.hits.fields,hits.hits.matched_queries",
}


def _short(error: object) -> str:
    """Return the first line of what a client says, without the address that it repeats."""
    told = str(getattr(error, "error", error)).split("\n")[0]
    told = re.sub(r"<[^>]*>:? ?|\(Caused by.*", "", told)
    return told[:200].strip() or type(error).__name__


def _serializer() -> object:
    """Return what reads and writes bodies: msgspec takes a third of the time of `json`."""
    from opensearchpy import JSONSerializer

    class Fast(JSONSerializer):
        def loads(self, s: str) -> Any:  # noqa: ANN401 - as the package says
            return msgspec.json.decode(s)

    return Fast()


def _security(address: Address, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return what the client is told of credentials and certificates."""
    encrypted = address.nodes[0].startswith("https://")
    given: dict[str, Any] = {"use_ssl": encrypted}
    if encrypted:
        given |= {"verify_certs": True, "ssl_show_warn": False}
        if authorities := environment.get("OPENSEARCH_CA_CERTS"):
            if not Path(authorities).is_file():
                raise ClusterError(f"OPENSEARCH_CA_CERTS names no file: {authorities}")
            given["ca_certs"] = authorities
    user, password = (environment.get(f"OPENSEARCH_{one}") for one in ("USERNAME", "PASSWORD"))
    key, region = environment.get("OPENSEARCH_API_KEY"), environment.get("AWS_REGION")
    hosts = [one.split("://")[1] for one in address.nodes]
    if bool(user) != bool(password):
        raise ClusterError("set both OPENSEARCH_USERNAME and OPENSEARCH_PASSWORD, or neither")
    if (user or key) and not encrypted and not all(map(_is_here, hosts)):
        raise ClusterError("credentials are sent over https alone: begin the address with https://")
    if user:
        given["http_auth"] = (user, password)
    elif key:
        given["headers"] = {"authorization": f"ApiKey {key}"}
    elif region and all(".amazonaws.com" in one for one in hosts):
        given |= {"http_auth": _signer(region, hosts[0])}
    return given


def _is_here(host: str) -> bool:
    return bool(_LOOPBACK.fullmatch(re.sub(r":\d+$", "", host)))


def _signer(region: str, host: str) -> object:
    """Return what signs requests to Amazon's service with the credentials that botocore finds."""
    try:
        from botocore.session import Session
        from opensearchpy import Urllib3AWSV4SignerAuth
    except ModuleNotFoundError:
        message = "to sign requests the package botocore is needed: pip install botocore"
        raise ClusterError(message) from None
    credentials = Session().get_credentials()
    if credentials is None:
        raise ClusterError("AWS_REGION is set, but no credentials: set AWS_ACCESS_KEY_ID as well")
    return Urllib3AWSV4SignerAuth(credentials, region, "aoss" if ".aoss." in host else "es")
