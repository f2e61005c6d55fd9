"""Put the contact box on the back of the last sheet, where it is found without opening the leaflet.

An article that ends on the front of a sheet has a side after it that would hold nothing but lines. It is as
much paper as a side less, for sheets have two; so it gets the box, and areas for notes that say what for.
"""

from __future__ import annotations

from outputs.leaflet.anatomy import Box, body_of, classes_of, root_of


class Binding:
    """The pages of one document as they come, and the box that waits for the next one."""

    def __init__(self) -> None:
        self.count = 0
        self.held: Box | None = None

    def take(self, page: Box) -> None:
        """Take the contact box off a front that a page for notes follows, and put it there."""
        self.count += 1
        body = body_of(page)
        if body is None:
            return
        if self.held is not None:
            self.held.translate(dy=page.content_box_y() - self.held.position_y)
            body.children = (*body.children, self.held)
            self.held = None
        elif "pages" in classes_of(root_of(page)) and self.count > 1 and self.count % 2 and _has_back(body):
            self.held = _cut(body.children[-1])


def moved_px(body: Box) -> float:
    """Return the height of a contact box that was put on a page for notes, 0 where there is none."""
    blocks = body.children
    came = any("spare" in classes_of(block) for block in blocks) and "closing" in classes_of(blocks[-1])
    return blocks[-1].height if came else 0.0


def _has_back(body: Box) -> bool:
    """Say whether a page ends in the contact box, and one for notes follows."""
    last = body.element.find("div[last()]") if body.element is not None else None
    ends = bool(body.children) and "closing" in classes_of(body.children[-1])
    return ends and last is not None and last.get("class") == "spare"


def _cut(closing: Box) -> Box:
    """Leave the area for notes where it is, and return what stands under it."""
    notes, *others = closing.children
    rest = closing.copy()
    rest.children = tuple(others)
    closing.children, closing.height = (notes,), 0.0
    return rest
