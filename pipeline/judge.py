"""Judge every line of a source: the order in which the judges are asked, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline import opinions
from pipeline.announced import raise_announced
from pipeline.audit import notices
from pipeline.blocks import fold_blocks
from pipeline.doubled import find_doubled
from pipeline.fields import Promotion, field_verdicts, find_fields
from pipeline.levels import find_levels
from pipeline.model import Audit, Block, Fate, Field, Kind, Opinion, RawArticle, Verdict
from pipeline.opinions import weigh_kinds, weigh_levels
from pipeline.overrides import KEEP, NO_OVERRIDES, Overrides
from pipeline.page import Page
from pipeline.policy import BOUNDS, Policy
from pipeline.recurrence import NO_SITE, Site, find_recurring
from pipeline.removal import Suspects, find_suspects, removals
from pipeline.structure import find_kinds
from pipeline.title import find_title, head_verdicts, repeated

if TYPE_CHECKING:
    from pipeline.tagger import Look

_ROUNDS = 10  # two or three are usual: the last finds nothing


@dataclass(frozen=True, slots=True)
class Judged:
    """A page with its verdicts, one a line; `promotions` hold the values of the lines that state metadata.

    `look` is the tagger's of the whole page, None where the policy does not ask it.
    """

    page: Page
    promotions: Mapping[int, Promotion]
    verdicts: tuple[Verdict, ...]
    blocks: tuple[Block, ...]
    look: Look | None = None

    def texts(self, field: Field) -> list[str]:
        """Return the trimmed texts of the lines that were promoted to a field."""
        return [v.text.strip() for v in self.verdicts if v.field is field]

    def opinions(self) -> Mapping[int, Opinion]:
        """Return what the tagger thought of each line that it saw, by index."""
        return {} if self.look is None else opinions.opinions_of(self.look)

    def audit(self) -> Audit:
        """Return the account of every line."""
        return Audit(self.verdicts, notices(self.page, self.verdicts, self.blocks))


def judge(
    raw: RawArticle,
    policy: Policy = Policy.BALANCED,
    overrides: Overrides = NO_OVERRIDES,
    site: Site = NO_SITE,
) -> Judged:
    """Give every line of a source its one verdict, and fold the kept ones into blocks.

    What is left is judged again until nothing more is removed, so that cleaning a clean text changes nothing.
    """
    page = Page(raw)
    ground = _Ground(policy, overrides, site, find_suspects(page))
    look = None if policy is Policy.RULES else opinions.take_look(page)
    first = _settle(page, ground, look)
    settled = dict(first.verdicts)
    last, left, more = first, page, first.removed()
    for _ in range(_ROUNDS):
        if not more:
            break
        settled.update(more)
        left, kept = left.left({verdict.n for verdict in more.values()})
        look = None if look is None else opinions.look_again(left, look, kept)
        last = _settle(left, ground, look)
        more = last.removed()
    if not any(verdict.field is Field.TITLE for verdict in settled.values()):
        settled.update((v.n - 1, v) for v in last.verdicts.values() if v.field is Field.TITLE)
    kinds = find_kinds(page, settled)
    if first.look is not None:
        kinds = weigh_kinds(page, first.look, kinds)
    kinds = raise_announced(page, settled, kinds)
    levels = find_levels(page, kinds)
    if first.look is not None:
        levels = weigh_levels(page, first.look, levels)
    sure = {} if first.look is None else opinions.confidences(first.look, kinds)
    verdicts = _named(_verdicts(page, settled, kinds, levels, sure), first.spared)
    stated = {i: said for i, said in first.promotions.items() if settled[i].fate is Fate.META}
    return Judged(page, stated, verdicts, fold_blocks(page, kinds, levels), first.look)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a page is judged on, the same in every round."""

    policy: Policy
    overrides: Overrides
    site: Site
    suspects: Suspects


@dataclass(frozen=True, slots=True)
class _Settled:
    """The lines of a page that are decided before its running text is looked at, by index."""

    look: Look | None
    promotions: Mapping[int, Promotion]
    verdicts: Mapping[int, Verdict]
    spared: Mapping[int, str]

    def removed(self) -> dict[int, Verdict]:
        """Return the verdicts of the removed lines by their index in the whole source."""
        return {v.n - 1: v for v in self.verdicts.values() if v.fate is Fate.REMOVED}


def _settle(page: Page, ground: _Ground, look: Look | None) -> _Settled:
    """Decide what is metadata, what goes, and what is the title.

    Orders come first. Metadata comes before removal, or removal would swallow it; the title comes after the
    rules, so that no line of the site's own dress competes for it, and before the tagger's removals.
    """
    spared, settled = ground.overrides.kept(page), ground.overrides.dropped(page)
    promotions = {i: said for i, said in find_fields(page).items() if i not in settled and i not in spared}
    settled.update(field_verdicts(page, promotions))
    named = removals(page, {*settled, *spared}, ground.suspects)
    recurring = find_recurring(page, ground.site, {*settled, *spared, *named})
    if look is None:
        settled.update({**named, **recurring})
        settled.update(_images(page, settled))
        settled.update(_unspared(head_verdicts(page, settled, find_title(page, settled)), spared))
        settled.update(find_doubled(page, None, {*settled, *spared}))
        settled.update(repeated(page, settled))
        return _Settled(None, promotions, settled, spared)
    bounds = BOUNDS[ground.policy]
    settled.update(opinions.agreed(look, named, bounds))
    settled.update(opinions.with_category(look, recurring))
    settled.update(_images(page, settled))
    # What a rule names is not the title, even where the policy spares it.
    dress = {**named, **settled}
    title = None if page.hinted else opinions.find_title(page, look, dress)
    title = find_title(page, dress) if title is None else title
    head = opinions.agreed(look, head_verdicts(page, settled, title), bounds)
    settled.update(_unspared(head, spared))
    settled.update(opinions.with_category(look, find_doubled(page, look, {*settled, *spared})))
    more = opinions.find_fields(page, look, {*settled, *spared}, bounds)
    settled.update(field_verdicts(page, more))
    settled.update(opinions.find_removals(page, look, {*settled, *spared}, ground.policy))
    settled.update(repeated(page, settled))
    return _Settled(look, {**promotions, **more}, settled, spared)


def _unspared(found: Mapping[int, Verdict], spared: Mapping[int, str]) -> dict[int, Verdict]:
    """Return the verdicts without those on lines that are to be kept; such a line may be the title or dek."""
    return {
        i: verdict
        for i, verdict in found.items()
        if i not in spared or verdict.field in {Field.TITLE, Field.DEK}
    }


def _named(verdicts: tuple[Verdict, ...], spared: Mapping[int, str]) -> tuple[Verdict, ...]:
    """Return the verdicts, those of lines that an order kept with its name."""
    named = list(verdicts)
    for i, order in spared.items():
        if verdicts[i].fate is Fate.KEPT:
            named[i] = replace(verdicts[i], rule=KEEP, reason=order, confidence=1.0)
    return tuple(named)


def _images(page: Page, settled: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """Promote the lines that stand for a picture; those of the page's own dress are removed by now."""
    return {
        i: Verdict(line.n, line.text, Fate.META, field=Field.IMAGE)
        for i, line in enumerate(page.lines)
        if line.image is not None and i not in settled
    }


def _verdicts(
    page: Page,
    settled: Mapping[int, Verdict],
    kinds: Mapping[int, Kind],
    levels: Mapping[int, int],
    sure: Mapping[int, float],
) -> tuple[Verdict, ...]:
    verdicts: list[Verdict] = []
    for i, line in enumerate(page.lines):
        if i in settled:
            verdicts.append(settled[i])
        elif i in kinds:
            kept = Verdict(line.n, line.text, Fate.KEPT, kinds[i], levels.get(i), confidence=sure.get(i, 1.0))
            verdicts.append(kept)
        else:
            verdicts.append(Verdict(line.n, line.text, Fate.BLANK))
    return tuple(verdicts)
