"""Judge every line of a source: the order in which the judges are asked, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.audit import notices
from pipeline.blocks import fold_blocks
from pipeline.fields import Promotion, field_verdicts, find_fields
from pipeline.levels import find_levels
from pipeline.model import Audit, Block, Fate, Field, Kind, RawArticle, Verdict
from pipeline.page import Page
from pipeline.removal import removals
from pipeline.structure import find_kinds
from pipeline.title import head_verdicts


@dataclass(frozen=True, slots=True)
class Judged:
    """A page with its verdicts, one a line; `promotions` hold the values of the lines that state metadata."""

    page: Page
    promotions: Mapping[int, Promotion]
    verdicts: tuple[Verdict, ...]
    blocks: tuple[Block, ...]

    def texts(self, field: Field) -> list[str]:
        """Return the trimmed texts of the lines that were promoted to a field."""
        return [v.text.strip() for v in self.verdicts if v.field is field]

    def audit(self) -> Audit:
        """Return the account of every line."""
        return Audit(self.verdicts, notices(self.page, self.verdicts, self.blocks))


def judge(raw: RawArticle) -> Judged:
    """Give every line of a source its one verdict, and fold the kept ones into blocks.

    Metadata comes before removal, or removal would swallow it; the title comes after, so that no line of the
    site's own dress competes for it.
    """
    page = Page(raw)
    promotions = find_fields(page)
    settled = field_verdicts(page, promotions)
    settled.update(removals(page, settled))
    settled.update(_images(page, settled))
    settled.update(head_verdicts(page, settled))
    kinds = find_kinds(page, settled)
    levels = find_levels(page, kinds)
    verdicts = _verdicts(page, settled, kinds, levels)
    return Judged(page, promotions, verdicts, fold_blocks(page, kinds, levels))


def _images(page: Page, settled: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """Promote the lines that stand for a picture; those of the page's own dress are removed by now."""
    return {
        i: Verdict(line.n, line.text, Fate.META, field=Field.IMAGE)
        for i, line in enumerate(page.lines)
        if line.image is not None and i not in settled
    }


def _verdicts(
    page: Page, settled: Mapping[int, Verdict], kinds: Mapping[int, Kind], levels: Mapping[int, int]
) -> tuple[Verdict, ...]:
    verdicts: list[Verdict] = []
    for i, line in enumerate(page.lines):
        if i in settled:
            verdicts.append(settled[i])
        elif i in kinds:
            verdicts.append(Verdict(line.n, line.text, Fate.KEPT, kind=kinds[i], level=levels.get(i)))
        else:
            verdicts.append(Verdict(line.n, line.text, Fate.BLANK))
    return tuple(verdicts)
