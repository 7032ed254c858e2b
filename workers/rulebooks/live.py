"""Holds the rulebook that decides: the active version of the store, taken over within a second or so, from wherever
it was activated, without a restart."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from store import rulebooks
from store.database import Database
from store.rulebooks import KeptRulebook

if TYPE_CHECKING:
    from rules.compiled import Compiled

LOOK_SECONDS = 1.0
"""How often the store is asked at most which version is active."""

log = structlog.get_logger("huihan.rulebook")


class KeptRulebookError(Exception):
    """A kept rulebook is not one that this program can decide by; `findings` say why, one line each."""

    def __init__(self, sha: str, findings: tuple[str, ...]) -> None:
        super().__init__(f"版本 {sha[:8]} 的规则簿不能使用：\n" + "\n".join(findings))
        self.findings = findings


def load_kept(database: Database, sha: str) -> "Compiled":
    """The kept rulebook of that hash, ready to decide; KeptRulebookError if there is none or it does not load."""
    from rules.kept import NotReadyError, ready  # noqa: PLC0415 - what only lists cases needs no rules

    found = _kept(database, sha)
    try:
        return ready(found.files, sha)
    except NotReadyError as error:
        raise KeptRulebookError(sha, error.findings) from error


def _kept(database: Database, sha: str) -> KeptRulebook:
    with database.reading() as session:
        found = rulebooks.kept(session, sha)
    if found is None:
        raise KeptRulebookError(sha, ("没有保存这个版本",))
    return found


class LiveRulebook:
    """The rulebook that decides now. Thread-safe; the person who took it keeps it until the decision is made.

    compiled: None: the active version is loaded when it is first asked for; there must be one.
    """

    def __init__(
        self,
        database: Database,
        compiled: "Compiled | None" = None,
        *,
        look_seconds: float = LOOK_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._compiled = compiled
        self._look_seconds = look_seconds
        self._clock = clock
        self._looked = clock()
        self._refused: str | None = None
        self._looking = threading.Lock()
        self._loading = threading.Lock()

    def current(self) -> "Compiled":
        """The active version, looked for at most once in `look_seconds`; while one thread loads it, others go on.

        Raises KeptRulebookError where the first to be loaded cannot be.
        """
        if self._compiled is None:
            return self._first()
        if self._clock() - self._looked >= self._look_seconds and self._looking.acquire(blocking=False):
            try:
                self._look(self._compiled)
            finally:
                self._looked = self._clock()
                self._looking.release()
        return self._compiled

    def topic_names(self) -> Mapping[str, str]:
        """Topic → its name. Read from the kept file alone where nothing has been decided yet: that is much faster.

        Raises KeptRulebookError where no version is active.
        """
        if self._compiled is not None:
            return {topic.id: topic.name for topic in self.current().rulebook.topics}
        from workers.rulebooks.topic_names import names_in  # noqa: PLC0415 - only a table of cases names topics

        return names_in(_kept(self._database, self._active()).files["topics.yaml"])

    def _first(self) -> "Compiled":
        with self._loading:
            if self._compiled is None:
                self._compiled = load_kept(self._database, self._active())
                self._looked = self._clock()
            return self._compiled

    def _active(self) -> str:
        with self._database.reading() as session:
            return rulebooks.active_sha(session) or ""

    def _look(self, held: "Compiled") -> None:
        """Take over a newly activated version; one that cannot be loaded is told of once, and the old one stays."""
        try:
            with self._database.reading() as session:
                sha = rulebooks.active_sha(session)
        except SQLAlchemyError as error:
            log.warning("rulebook_not_asked", why=type(error).__name__)
            return
        if sha is None or sha in (held.sha256, self._refused):
            return
        try:
            self._compiled = load_kept(self._database, sha)
        except Exception as error:
            self._refused = sha
            log.exception("rulebook_refused", sha=sha, why=type(error).__name__)
        else:
            log.info("rulebook_taken_over", sha=sha)
