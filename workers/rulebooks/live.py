"""Holds the rulebook that decides: the active version of the store, taken over within a second or so, from wherever
it was activated, without a restart."""

import threading
import time
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from rules.compiled import Compiled, compile_rulebook
from rules.load import load_texts
from store import rulebooks
from store.database import Database

LOOK_SECONDS = 1.0
"""How often the store is asked at most which version is active."""

log = structlog.get_logger("huihan.rulebook")


class KeptRulebookError(Exception):
    """A kept rulebook is not one that this program can decide by; `findings` say why, one line each."""

    def __init__(self, sha: str, findings: tuple[str, ...]) -> None:
        super().__init__(f"版本 {sha[:8]} 的规则手册不能使用：\n" + "\n".join(findings))
        self.findings = findings


def load_kept(database: Database, sha: str) -> Compiled:
    """The kept rulebook of that hash, ready to decide; KeptRulebookError if there is none or it does not load."""
    with database.reading() as session:
        found = rulebooks.kept(session, sha)
    if found is None:
        raise KeptRulebookError(sha, ("没有保存这个版本",))
    loaded = load_texts(found.files, sha)
    if loaded.rulebook is None:
        raise KeptRulebookError(sha, tuple(str(finding) for finding in loaded.findings))
    return compile_rulebook(loaded.rulebook)


class LiveRulebook:
    """The rulebook that decides now. Thread-safe; the person who took it keeps it until the decision is made."""

    def __init__(
        self,
        database: Database,
        compiled: Compiled,
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

    def current(self) -> Compiled:
        """The active version, looked for at most once in `look_seconds`; while one thread loads it, others go on."""
        if self._clock() - self._looked >= self._look_seconds and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looked = self._clock()
                self._looking.release()
        return self._compiled

    def _look(self) -> None:
        """Take over a newly activated version; one that cannot be loaded is told of once, and the old one stays."""
        try:
            with self._database.reading() as session:
                sha = rulebooks.active_sha(session)
        except SQLAlchemyError as error:
            log.warning("rulebook_not_asked", why=type(error).__name__)
            return
        if sha is None or sha in (self._compiled.sha256, self._refused):
            return
        try:
            self._compiled = load_kept(self._database, sha)
        except Exception as error:
            self._refused = sha
            log.exception("rulebook_refused", sha=sha, why=type(error).__name__)
        else:
            log.info("rulebook_taken_over", sha=sha)
