"""The settings of a site: `handbill.toml` read, checked and resolved against its own folder."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from flows.brands import leaflets_of
from flows.catalogue.address import FILE_NAME, Address, at_url, in_file
from flows.config import Config, parse
from flows.identity import free_slug, slugify
from flows.imprint import Leaflets
from flows.issues import Own, Wanted
from flows.mail.options import Mail, Pace, Server
from flows.orders import Orders, read_orders
from flows.tables.channels import ALL_CHANNELS, ChannelName
from flows.tables.mail import MailTable
from outputs.edition import Brand, Feed, Newsletter, Site, Topic
from pipeline.errors import UsageError
from pipeline.policy import Policy

CONFIG_NAME = "handbill.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings resolved: paths are absolute or relative to the working folder, logos are read.

    `base` is the folder that `sources` are relative to; `topics` gives each its topics. `orders` say what is
    always kept or dropped of the configured sources. `workers` is 0 for one per core. `files` are those that
    the settings were read from, `call` the sources, the settings file and the output folder that the command
    named. `catalogue_url` is empty where the catalogue is a file in `state`. `issues` are
    what single issues have of their own, by name.
    """

    site: Site
    leaflets: Leaflets
    feed: Feed
    newsletter: Newsletter
    issue: Wanted
    mail: Mail
    timezone: ZoneInfo
    base: Path
    sources: tuple[str, ...]
    topics: Mapping[str, tuple[str, ...]]
    orders: tuple[Orders, ...]
    policy: Policy
    recurrence: bool
    channels: tuple[ChannelName, ...]
    out: Path
    state: Path
    keep_releases: int
    keep_logs: int
    lock_wait_s: float
    workers: int
    files: tuple[str, ...]
    call: tuple[tuple[str, ...], str, str] = ((), "", "")
    catalogue_url: str = field(default="", repr=False)
    duplicates: Literal["report", "skip"] = "report"
    approval: Literal["none", "changed", "all"] = "none"
    issues: Mapping[str, Own] = field(default_factory=dict)

    @property
    def catalogue(self) -> Address:
        """Return where the catalogue is."""
        if self.catalogue_url:
            return at_url(self.catalogue_url, wait_s=self.lock_wait_s)
        return in_file(self.state / FILE_NAME, wait_s=self.lock_wait_s)

    @property
    def processes(self) -> int:
        """Return how many processes work at once."""
        return self.workers or os.cpu_count() or 1

    @property
    def brand(self) -> Brand:
        """Return the site's own brand."""
        return self.leaflets.imprints[0].brand


def load(config: str | None = None, *, sources: tuple[str, ...] = (), out: str | None = None) -> Settings:
    """Read the settings from `config`, else from `./handbill.toml`, else take the defaults.

    `sources` (relative to the working folder) replace the configured ones, and `out` the configured folder.
    Raises UsageError when the file is missing, is no TOML or holds something that is not understood.
    """
    file = Path(config) if config else Path(CONFIG_NAME)
    if config is None and not file.exists():
        settings = _resolve(Config(), Path(), file, "")
    else:
        text = _text(file)
        settings = _resolve(parse(text, str(file)), file.parent, file, text)
    if sources:
        settings = replace(settings, base=Path(), sources=sources, topics={})
    if out is not None:
        had_own_state = settings.state != settings.out / ".handbill"
        folder = Path(out)
        state = settings.state if had_own_state else folder / ".handbill"
        settings = replace(settings, out=folder, state=state)
    return replace(settings, call=(sources, config or "", out or ""))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(
            "There is no such settings file.", where=str(file), remedy="Write one with: handbill init"
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError("The settings are not UTF-8 text.", where=str(file)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"The settings cannot be read: {reason}.", where=str(file)) from error


def _resolve(config: Config, base: Path, file: Path, text: str) -> Settings:
    title = config.site.title or _title_of(base)
    out = base / config.publish.out
    site, letter = config.site, config.newsletter
    return Settings(
        site=Site(title, site.url, site.description, site.language, site.author, site.email),
        leaflets=leaflets_of(config, title, base, file, text),
        feed=Feed(
            config.feed.hub,
            config.feed.rights,
            config.feed.license,
            _topics(config) if config.feed.by_topic else (),
            config.feed.by_language,
        ),
        newsletter=Newsletter(**letter.model_dump(include={each.name for each in fields(Newsletter)})),
        issue=Wanted(letter.issue, tuple(letter.articles), tuple(letter.topics), letter.select == "all"),
        mail=_mail(config.mail, base),
        timezone=ZoneInfo(site.timezone),
        base=base,
        sources=tuple(source.path for source in config.sources),
        topics={source.path: tuple(source.topics) for source in config.sources},
        orders=read_orders(config.sources, base),
        policy=Policy(config.cleaning.policy),
        recurrence=config.cleaning.recurrence,
        channels=tuple(name for name in ALL_CHANNELS if name in config.channels.enabled),
        out=out,
        state=base / config.publish.state if config.publish.state else out / ".handbill",
        keep_releases=config.publish.keep_releases,
        keep_logs=config.publish.keep_logs,
        lock_wait_s=config.publish.lock_wait_s,
        workers=config.publish.workers,
        catalogue_url=config.publish.catalogue,
        duplicates=config.publish.duplicates,
        approval=config.publish.approval,
        issues={
            name: Own(own.subject, own.preheader, tuple(own.articles)) for name, own in config.issues.items()
        },
        files=_files(config, base, file),
    )


def _files(config: Config, base: Path, file: Path) -> tuple[str, ...]:
    """Return the files that the settings are read from, and all that they name but the sources."""
    logos = [brand.logo for brand in (config.brand, *config.brands.values()) if brand.logo]
    return (str(file), *(str(base / logo) for logo in logos))


def _mail(mail: MailTable, base: Path) -> Mail:
    ca_file = base / mail.ca_file if mail.ca_file else None
    return Mail(
        Server(mail.host, mail.port, mail.security, ca_file, mail.timeout_s, mail.reply_timeout_s),
        Pace(mail.per_second, mail.retries, mail.retry_wait_s),
        mail.user,
        mail.secret,
    )


def _topics(config: Config) -> tuple[Topic, ...]:
    """Name the folders of the topics' feeds; two that would share one are told apart by a number."""
    found: dict[str, Topic] = {}
    slugs: set[str] = set()
    for name in sorted({topic for source in config.sources for topic in source.topics}):
        slug = free_slug(slugify(name) or "topic", slugs)
        slugs.add(slug)
        found[name] = Topic(name, slug)
    return tuple(found.values())


def _title_of(folder: Path) -> str:
    name = re.sub(r"[-_\s]+", " ", folder.resolve().name).strip()
    return name[:1].upper() + name[1:] if name else "Articles"
