"""The draft of the next rulebook: begun from the live one, changed file by file, deciding nothing until it goes live.

The house has one draft; each change names the version that its author has seen (docs/decisions/083).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.staff import Person
from rules.editing import NotEditableError
from rules.load import LARGEST
from store import rulebook_drafts, rulebooks
from store.rulebook_drafts import DraftRow
from workers.instance.house_entries import noted
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

READERS = (Role.ADMIN, Role.SERVICE_DEPARTMENT, Role.MANAGER)
"""Who may read the rulebook and its draft; the admin alone changes them."""
_ADDED = re.compile(r"(rules|examples)/[A-Za-z0-9][A-Za-z0-9_.-]{0,60}\.yaml")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

Texts = Mapping[str, str]
"""The files of a rulebook: path inside the folder → text."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The draft as it stands; where nothing is changed its texts are the live rulebook's.

    live: the hash of what decides now; base: of the version that the draft was begun from. version: what a change must
    name as seen, 0 before the first. changed: the files that differ from the base.
    """

    live: str
    live_texts: Texts
    base: str
    base_texts: Texts
    texts: Texts
    version: int = 0
    changed: tuple[str, ...] = ()
    changed_at: datetime | None = None
    changed_by: str = ""

    @property
    def behind(self) -> bool:
        """Whether another version has gone live since the draft was begun."""
        return self.base != self.live


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What merging did. taken: files of the other side; kept: those that both had changed, which stay the draft's."""

    taken: tuple[str, ...] = field(default=())
    kept: tuple[str, ...] = field(default=())


def draft_of(session: Session) -> Draft:
    """The draft beside what is live. Refused where no version is live."""
    live = rulebooks.active_sha(session)
    live_texts = _texts(session, live or "")
    row = rulebook_drafts.held(session)
    if row is None or not row.files:
        version = row.version if row else 0
        return Draft(
            live=live or "", live_texts=live_texts, base=live or "", base_texts=live_texts, texts=live_texts,
            version=version,
        )  # fmt: skip
    base = live_texts if row.base == live else _texts(session, row.base)
    texts = {name: text for name, text in {**base, **row.files}.items() if text is not None}
    return Draft(
        live=live or "",
        live_texts=live_texts,
        base=row.base,
        base_texts=base,
        texts=texts,
        version=row.version,
        changed=tuple(sorted(row.files)),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


def save(services: Services, files: Mapping[str, str | None], *, actor: Person, seen: int) -> None:
    """Put these files into the draft, None: left out of it. seen: the draft's version on the page. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        draft = draft_of(session)
        _check(draft, files)
        _put(services, session, draft, _as_kept(files), seen, actor)
        noted(services, session, HouseEvent.RULES_DRAFTED, who=actor.login, files=sorted(files))


def keep(services: Services, session: Session, draft: Draft, files: Mapping[str, str | None], actor: Person) -> None:
    """Put files into the draft as a part of another act, whose use case has asked who may. Raises Refused."""
    _check(draft, files)
    _put(services, session, draft, _as_kept(files), draft.version, actor)


def edit(services: Services, file: str, make: Callable[[str], str], *, actor: Person, seen: int) -> None:
    """Change one file of the draft by `make`, which gives its new text. Raises Refused."""
    with services.database.reading() as session:
        text = draft_of(session).texts.get(file, "[]\n")
    save(services, {file: rewritten(file, text, make)}, actor=actor, seen=seen)


def rewritten(file: str, text: str, make: Callable[[str], str]) -> str:
    """A file's new text. Refused where a form cannot change what stands there."""
    try:
        return make(text)
    except (NotEditableError, IndexError):
        raise Refused("{file} 中这一处的写法不能用表单修改；请在“文件”里直接改", file=file) from None


def discard(services: Services, *, actor: Person, seen: int) -> None:
    """Give the draft up. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        draft = draft_of(session)
        cleared(services, session, draft, seen, actor)
        noted(services, session, HouseEvent.RULES_DRAFT_DISCARDED, who=actor.login, files=list(draft.changed))


def cleared(services: Services, session: Session, draft: Draft, seen: int, actor: Person) -> None:
    """There is no draft any more; who has it on a page is told."""
    _put(services, session, replace(draft, base=draft.live, base_texts=draft.live_texts, changed=()), {}, seen, actor)


def merge(services: Services, other: Texts, *, actor: Person, seen: int) -> Merged:
    """Take into the draft what `other` (the live version, or the folder) has changed since the draft was begun.

    A file that both have changed stays the draft's. The draft is begun from the live version from then on.
    Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        draft = draft_of(session)
        texts, merged = _three_ways(draft.base_texts, draft.texts, other)
        on_live = replace(draft, base=draft.live, base_texts=draft.live_texts, texts=draft.live_texts, changed=())
        differing = {
            name: texts.get(name)
            for name in {*texts, *draft.live_texts}
            if texts.get(name) != draft.live_texts.get(name)
        }
        _put(services, session, on_live, differing, seen, actor)
        noted(services, session, HouseEvent.RULES_DRAFTED, who=actor.login, files=[*merged.taken, *merged.kept])
        return merged


def _three_ways(base: Texts, mine: Texts, other: Texts) -> tuple[dict[str, str], Merged]:
    found, taken, kept = dict(mine), [], []
    for name in sorted({*base, *mine, *other}):
        was, ours, theirs = base.get(name), mine.get(name), other.get(name)
        if theirs in (was, ours):
            continue
        if ours != was:
            kept.append(name)
        elif theirs is None:
            taken.append(name)
            del found[name]
        else:
            taken.append(name)
            found[name] = theirs
    return found, Merged(taken=tuple(taken), kept=tuple(kept))


def _put(
    services: Services, session: Session, draft: Draft, files: Mapping[str, str | None], seen: int, actor: Person
) -> None:
    """Keep the draft with these files changed; those that are as in its base again are no change."""
    held: dict[str, str | None] = {name: draft.texts.get(name) for name in draft.changed}
    held |= files
    row = DraftRow(
        base=draft.base,
        files={name: text for name, text in held.items() if text != draft.base_texts.get(name)},
        version=seen + 1,
        changed_at=services.now(),
        changed_by=actor.login,
    )
    if seen != draft.version or not rulebook_drafts.put(session, row):
        raise Refused("规则草稿刚被改动过；请刷新页面，看过之后再改")


def _check(draft: Draft, files: Mapping[str, str | None]) -> None:
    for name, text in files.items():
        if name not in draft.texts and name not in draft.live_texts and not _ADDED.fullmatch(name):
            raise Refused("规则簿中不能有文件 {file}；新文件放在 rules/ 或 examples/ 下，名称以 .yaml 结尾", file=name)
        if text is None and not _ADDED.fullmatch(name):
            raise Refused("{file} 不能删除", file=name)
        if text is not None and len(text.encode("utf-8", "replace")) > LARGEST:
            raise Refused("{file} 太大，没有保存", file=name)


def _as_kept(files: Mapping[str, str | None]) -> dict[str, str | None]:
    return {name: None if text is None else _lines(text) for name, text in files.items()}


def _lines(text: str) -> str:
    """Text as a file holds it, whatever ends of lines a browser sends."""
    clean = _UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return clean if clean.endswith("\n") else f"{clean}\n"


def _texts(session: Session, sha: str) -> Texts:
    found = rulebooks.kept(session, sha)
    if found is None:
        raise Refused("还没有生效的规则簿；请运行 huihan doctor")
    return found.files
