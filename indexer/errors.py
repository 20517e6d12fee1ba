"""What can go wrong, and what the caller should do about it.

Every error the engine raises on purpose is an `AlongsideError`; its message is lower case, names
the offending value, and ends with the way out.

    AlongsideError
    ├── SourceError        a source cannot be read or holds nothing to index
    │   ├── FetchError         an http(s) address does not give its page
    │   └── EmptySourceError   a readable source without any passage
    ├── ModelError         a model is missing, altered, or cannot be loaded or exported
    │   └── PrecisionError     this processor does not give the index's own vectors back
    ├── IndexFolderError   an index folder cannot be used
    │   ├── NoIndexError       there is no index there (yet)
    │   ├── FormatError        it was written by another format version
    │   ├── DamagedError       a file of it is missing, truncated or altered
    │   ├── BusyError          another build holds the folder
    │   └── ClusterError       a cluster cannot be reached, or does not do what is asked
    ├── JudgementsError    judged queries cannot be read
    └── TooSlowError       a query takes longer than it may
"""

from __future__ import annotations


class AlongsideError(Exception):
    """Something the caller can understand and mend; the root of every error raised on purpose."""


class SourceError(AlongsideError):
    """A source cannot be read, or is not of a format that is understood."""


class FetchError(SourceError):
    """An http(s) address does not give its page: refused, unreachable, too large, in circles.

    `status` is the server's, where it answered; `retry_after` how many seconds it asks to wait.
    """

    def __init__(
        self, message: str, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class LanguageError(AlongsideError):
    """A language is not known."""


class EmptySourceError(SourceError):
    """A source was read, and holds no passage."""


class ModelError(AlongsideError):
    """A model is missing, altered, or cannot be loaded or exported."""


class PrecisionError(ModelError):
    """This processor's arithmetic does not give back the vectors the index was probed with."""


class IndexFolderError(AlongsideError):
    """An index folder cannot be used."""


class NoIndexError(IndexFolderError):
    """There is no index in the folder (yet)."""


class FormatError(IndexFolderError):
    """The index was written in another format version."""


class DamagedError(IndexFolderError):
    """A file of the index is missing, truncated or altered."""


class BusyError(IndexFolderError):
    """Another build holds the folder."""


class ClusterError(IndexFolderError):
    """A cluster that holds an index cannot be reached, or does not do what is asked.

    `reason` says so without naming its nodes, for whoever asks a server.
    """

    def __init__(self, message: str, reason: str = "the cluster cannot be used") -> None:
        super().__init__(message, reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.args[0])


class JudgementsError(AlongsideError):
    """Judged queries cannot be read."""


class TooSlowError(AlongsideError):
    """A query takes longer than it may."""
