"""The errors that a person can meet, as one tree.

HandbillError
+-- UsageError            wrong call, wrong configuration            exit 1
+-- ServerUnreachable     Prefect's or the catalogue's server is away  exit 1
+-- ArticleRefused        one article cannot be published            exit 3 (2 when none is left)
|   +-- UnreadableSource  the file cannot be opened or decoded
|   +-- NotAnArticle      nothing in it to publish
|   +-- RenderFailed      a channel cannot render it
+-- NothingPublished      every article was refused (flows.steps)    exit 2
+-- ReleaseRefused        the release would lose what is published   exit 4
+-- ReleaseBroken         a staged release failed its verification   exit 2
+-- LockHeld              another run holds the lock                 exit 11
"""

from __future__ import annotations


class HandbillError(Exception):
    """Say what failed, where (`file` or `file:line`), and what to do about it."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what, where, remedy)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (type(self), self.what, self.where, self.remedy))


def _restore(kind: type[HandbillError], what: str, where: str, remedy: str) -> HandbillError:
    return kind(what, where=where, remedy=remedy)


class UsageError(HandbillError):
    """The call or the configuration is wrong."""


class ServerUnreachable(HandbillError):
    """Prefect's server, or that of the catalogue, does not answer."""


class ArticleRefused(HandbillError):
    """One article cannot be published; the others can."""

    exit_code = 3


class UnreadableSource(ArticleRefused):
    """A file cannot be opened, or is no text."""


class NotAnArticle(ArticleRefused):
    """A file holds no text that could be published."""


class RenderFailed(ArticleRefused):
    """A channel cannot render an article."""


class ReleaseRefused(HandbillError):
    """The new release would lose articles that are published."""

    exit_code = 4


class ReleaseBroken(HandbillError):
    """A staged release failed its verification."""

    exit_code = 2


class LockHeld(HandbillError):
    """Another run holds the lock of the output folder."""

    exit_code = 11
