"""The newsletter: an issue of articles as HTML, as text, as a page, and as a message for each recipient."""

from __future__ import annotations

from outputs.edition import Artifact, Edition


def render_newsletter(edition: Edition) -> tuple[Artifact, ...]:
    """Render the files of an edition's issue; nothing when the edition names no issue.

    Raises ValueError when an issue is named but there is nothing to tell.
    """
    from outputs.newsletter.issue import render_issue

    issue = render_issue(edition)
    return issue.artifacts if issue else ()
