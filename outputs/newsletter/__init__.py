"""The newsletter: an issue of articles as HTML, as text, and as a message for each recipient."""

from outputs.newsletter.render import render_newsletter

__all__ = ["render_newsletter"]
