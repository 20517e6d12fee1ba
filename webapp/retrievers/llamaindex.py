"""A retriever for LlamaIndex (the extra `llamaindex`).

AlongsideRetriever("http://127.0.0.1:8000").retrieve("who funds air research in Kenya?")
"""

from __future__ import annotations

from typing import Unpack

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from webapp.client import Alongside, QueryOptions


class AlongsideRetriever(BaseRetriever):
    """Retrieves what answers a question from a served index, and nothing where nothing does.

    Parameters
    ----------
    address
        Of the server.
    characters
        Of all texts together, at most.
    options
        What narrows the question, as in `Alongside.context`: `place=["Kenya"]`.
    """

    def __init__(
        self, address: str, characters: int = 4_000, **options: Unpack[QueryOptions]
    ) -> None:
        super().__init__()
        self._address, self._characters, self._options = address, characters, options

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        with Alongside(self._address) as client:
            found = client.context(query_bundle.query_str, self._characters, **self._options)
        return [
            NodeWithScore(
                node=TextNode(
                    id_=one.id,
                    text=one.text,
                    metadata={
                        "title": one.title,
                        "source": one.source,
                        "url": one.url,
                        "answer": found.answer,
                    },
                ),
                score=one.score,
            )
            for one in found.quotes
        ]
