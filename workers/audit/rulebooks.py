"""The kept rulebooks: whether their files are what their hash says, and what each asks of approvals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from domain.codes import LetterKind, Role
from rules.compiled import Compiled
from rules.kept import NotReadyError, compile_kept, read_kept
from rules.load import hash_of
from rules.rulebook import Rulebook
from store import serialization
from store.tables import rulebook, rulebook_version
from store.watched import plain
from workers.audit.found import Found


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What became of a kept rulebook. whole: its files hash to its name; rulebook: None where it does not load."""

    whole: bool
    rulebook: Rulebook | None


class Rulebooks:
    """Every kept rulebook, loaded when it is asked for; those whose files are not what their hash says give nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[str, _Read] = {}
        query = select(rulebook_version.c.sha, rulebook_version.c.at).where(rulebook_version.c.active)
        self._versions = [
            (str(plain(row.at)), row.sha) for row in session.execute(query.order_by(rulebook_version.c.id))
        ]

    def check(self, found: Found) -> None:
        """Whether the files of each rulebook hash to its name."""
        for sha in self._session.execute(select(rulebook.c.sha)).scalars().all():
            found.count("rulebooks")
            read = self._reading(sha)
            if not read.whole:
                found.add("rulebook", sha, "规则簿的文件被改动：与它的散列不符")
            elif read.rulebook is None:
                found.note(f"规则簿 {sha[:8]} 由旧版程序保存，本版程序不能装入；由它作出的判定没有重算")

    def load(self, sha: str) -> Rulebook | None:
        """The rulebook of that hash; None if there is none, its files hash to something else, or it does not load."""
        return self._reading(sha).rulebook

    def compiled(self, sha: str) -> Compiled | None:
        """The same, ready to decide; only the last one asked for is kept, for the next audit too."""
        loaded = self.load(sha)
        return None if loaded is None else _ready(_Kept(sha=sha, rulebook=loaded))

    def steps(self, at: datetime, kind: LetterKind, *, grave: bool) -> tuple[Role, ...]:
        """Whose approvals the rulebook that was live then asked for; one of a supervisor where it says nothing, none
        where it is not known any more."""
        moment = str(plain(at))
        live = [sha for since, sha in self._versions if since <= moment] or [sha for _, sha in self._versions[:1]]
        book = self.load(live[-1]) if live else None
        if book is None:
            return ()
        rule = next((one for one in book.letters if one.kind is kind), None)
        names: Sequence[str] = ("supervisor",)
        if rule is not None:
            names = rule.approve_ab or rule.approve if grave else rule.approve
        return tuple(map(Role, names))

    def _reading(self, sha: str) -> _Read:
        if sha not in self._read:
            texts = self._texts(sha)
            if texts is None or hash_of(texts) != sha:
                self._read[sha] = _Read(whole=False, rulebook=None)
            else:
                self._read[sha] = _Read(whole=True, rulebook=_loaded(sha, tuple(sorted(texts.items()))))
        return self._read[sha]

    def _texts(self, sha: str) -> Mapping[str, str] | None:
        files = self._session.execute(select(type_coerce(rulebook.c.files, Text)).where(rulebook.c.sha == sha)).scalar()
        try:
            return serialization.load(dict[str, str], files or "")
        except ValueError:
            return None


@lru_cache(maxsize=8)
def _loaded(sha: str, texts: tuple[tuple[str, str], ...]) -> Rulebook | None:
    """What files give is always the same: it is kept for the next audit of a running service."""
    try:
        return read_kept(dict(texts), sha)
    except NotReadyError:
        return None


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """A rulebook that is known by its hash alone."""

    sha: str
    rulebook: Rulebook = field(compare=False)


@lru_cache(maxsize=1)
def _ready(kept: _Kept) -> Compiled | None:
    """Compiling takes most of a short audit's time."""
    try:
        return compile_kept(kept.rulebook)
    except NotReadyError:
        return None
