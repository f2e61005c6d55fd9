"""What is printed: the site's own brand and further ones, each in its formats and for its languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from flows.limits import Limits
from outputs.edition import Brand, Edition, Item, Printing


@dataclass(frozen=True, slots=True)
class Imprint:
    """A brand with the formats that its leaflets have; `languages` are empty where it takes all articles."""

    brand: Brand
    formats: tuple[str, ...]
    languages: tuple[str, ...] = ()

    def takes(self, language: str) -> bool:
        """Say whether articles in a language are printed in this dress; "en" stands for "en-GB" too."""
        tag = language.lower()
        return not self.languages or any(
            tag == each.lower() or tag.startswith(f"{each.lower()}-") for each in self.languages
        )


@dataclass(frozen=True, slots=True)
class Leaflets:
    """All that is printed: the imprints, the site's own first, and how.

    `printing` has the first format of the site's own, which pages, feeds and newsletters link to.
    `hold_on` are the reasons of `flows.holding` for which a leaflet waits for a person.
    """

    imprints: tuple[Imprint, ...]
    printing: Printing = field(default_factory=Printing)
    limits: Limits = field(default_factory=Limits)
    hold_on: tuple[str, ...] = ()


def editions(leaflets: Leaflets, edition: Edition) -> Iterator[Edition]:
    """Yield the edition of one article in every brand and format that it is printed in, the linked one first.

    An article that was taken back is printed in none.
    """
    item = edition.items[0]
    if item.retraction:
        return
    for imprint in leaflets.imprints:
        if imprint.takes(language_of(edition, item)):
            for name in imprint.formats:
                printing = replace(leaflets.printing, format=name)
                yield replace(edition, brand=imprint.brand, printing=printing)


def language_of(edition: Edition, item: Item) -> str:
    """Return an article's language; without one it speaks the site's."""
    return item.article.language or edition.site.language
