"""A retriever for LangChain (the extra `langchain`).

AlongsideRetriever(address="http://127.0.0.1:8000").invoke("who funds air research in Kenya?")
"""

from __future__ import annotations

from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

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
        What narrows the question, as in `Alongside.context`: `{"place": ["Kenya"]}`.
    """

    address: str
    characters: int = 4_000
    options: dict[str, Any] = Field(default_factory=dict)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager  # nothing is reported while a request runs
        with Alongside(self.address) as client:
            options = cast("QueryOptions", self.options)
            found = client.context(query, self.characters, **options)
        return [
            Document(
                id=one.id,
                page_content=one.text,
                metadata={
                    "title": one.title,
                    "source": one.source,
                    "url": one.url,
                    "score": one.score,
                    "answer": found.answer,
                },
            )
            for one in found.quotes
        ]
