"""The release that is no longer kept: most of its files are those of the next one, which is made of it.

To link 10,000 pages into a new folder, and to remove as many with the oldest release, takes longer than all
else that a run does for one changed article. A spare release spares it both.
"""

from __future__ import annotations

import shutil
from pathlib import Path

NAME = "spare"


def lay_by(work: Path, release: Path) -> None:
    """Keep a release as the spare one, in place of an older one. Raises OSError when the disk refuses."""
    spare = work / NAME
    shutil.rmtree(spare, ignore_errors=True)
    release.rename(spare)


def take(work: Path, folder: Path) -> bool:
    """Make the spare release a folder that is not there yet; tell whether there was one."""
    try:
        (work / NAME).rename(folder)
    except OSError:
        return False
    return True
