"""What a service does beside the letters: clocks, mails, waiting changes, retention, signatures, months."""

import threading
from collections.abc import Callable, Mapping

import structlog

from domain.staff import HOUSE
from store import archive_orphans, clocks
from workers.audit.days import DayError
from workers.audit.keys import AuditKeyError
from workers.audit.sign import sign_due
from workers.casework import form_drafts, owning
from workers.clocks import clock_watch
from workers.deciding import searchable
from workers.directory import importing
from workers.figures import closing
from workers.health.stage import ask_if_old
from workers.instance.services import Services
from workers.intake import owning as intake_owning
from workers.intake import past_import
from workers.privacy import erasing, retention
from workers.queue import digest
from workers.rulebooks.calendars import recalculate_published
from workers.service import recovery
from workers.staff import changes, notices
from workers.telling import programs

_SWEEP_SECONDS = 20.0
_DIGEST_SECONDS = 300.0
_RETENTION_SECONDS = 900.0
_BEFORE_SIGNING_SECONDS = 15.0
"""So long what waits at the start goes first."""
_BEFORE_EXAMINING_SECONDS = 60.0
_ORPHANS_SECONDS = 21_600.0

log = structlog.get_logger("huihan.run")


def sweeps(services: Services, stop: threading.Event, *, alone: bool) -> None:
    """Clocks, letters that stayed in sending, and on PostgreSQL also what a dead machine left."""
    looked_by: str | None = None
    while not stop.is_set():
        try:
            looked_by = look_at_clocks(services, looked_by)
            if alone:
                recovery.doubt(services, alone=False)
            else:
                recovery.recover(services, alone=False)
        except Exception:
            log.exception("sweep_failed")
        stop.wait(_SWEEP_SECONDS)


def digests(services: Services, stop: threading.Event) -> None:
    """The morning's mails; apart from the clocks, which must not wait for a mail server."""
    while not stop.is_set():
        try:
            digest.send_due(services)
        except Exception:
            log.exception("digest_failed")
        stop.wait(_DIGEST_SECONDS)


def owners(services: Services, stop: threading.Event) -> None:
    """Cases whose owner has left, or without one, are given to somebody; what waits with one who left is free again."""
    while not stop.is_set():
        try:
            if moved := owning.look_after(services):
                log.info("owners_given", cases=moved)
            if freed := intake_owning.look_after(services):
                log.info("intake_freed", letters=freed)
        except Exception:
            log.exception("owners_failed")
        stop.wait(_DIGEST_SECONDS)


def settle_changes(services: Services, stop: threading.Event) -> None:
    """Changes of people that have waited long enough, and the mails about them."""
    while not stop.is_set():
        try:
            changes.settle_due(services)
            notices.send_due(services)
        except Exception:
            log.exception("changes_failed")
        stop.wait(_SWEEP_SECONDS)


def keep_no_longer(services: Services, stop: threading.Event) -> None:
    """What an erasure left undone is finished; drafts and logs past their term go; once a day what else is too old."""
    while not stop.is_set():
        try:
            erasing.work(services)
            form_drafts.expire(services)
            importing.expire(services)
            past_import.expire(services)
            programs.expire(services)
            retention.sweep(services)
        except Exception:
            log.exception("retention_failed")
        stop.wait(_RETENTION_SECONDS)


def signings(services: Services, stop: threading.Event) -> None:
    """The day's heads, signed at the first look of the day; apart, for it reads much."""
    while not stop.wait(_BEFORE_SIGNING_SECONDS):
        try:
            sign_due(services)
        except (AuditKeyError, DayError) as error:
            log.error("audit_not_signed", why=str(error))
        except Exception:
            log.exception("audit_failed")
        if stop.wait(_DIGEST_SECONDS):
            return


def orphans(services: Services, stop: threading.Event) -> None:
    """Files of the archive whose writer died before their row; apart, for it walks the whole archive."""
    while not stop.wait(_BEFORE_SIGNING_SECONDS):
        try:
            swept = archive_orphans.sweep(services.database, services.archive)
            if swept != archive_orphans.Swept():
                log.info("orphans_swept", aside=swept.aside, back=swept.back, gone=swept.gone)
        except Exception:
            log.exception("orphans_failed")
        if stop.wait(_ORPHANS_SECONDS):
            return


def examinations(services: Services, stop: threading.Event) -> None:
    """The instance is examined once an hour, beside when an admin asks for it."""
    while not stop.wait(_BEFORE_EXAMINING_SECONDS):
        try:
            ask_if_old(services)
        except Exception:
            log.exception("examination_not_asked")
        if stop.wait(_DIGEST_SECONDS):
            return


def months(services: Services, stop: threading.Event) -> None:
    """Months that are over are closed; once a day those that are closed are reckoned again."""
    while not stop.wait(_BEFORE_SIGNING_SECONDS):
        try:
            for month in closing.close_due(services):
                log.info("month_closed", month=f"{month:%Y-%m}")
            if differ := closing.look_again(services):
                log.info("closed_month_corrected", figures=differ)
        except Exception:
            log.exception("closing_failed")
        if stop.wait(_DIGEST_SECONDS):
            return


def reindex(services: Services, _: threading.Event) -> None:
    """What was there before there was a search can be found from now on; once."""
    try:
        if entered := searchable.reindex(services.database):
            log.info("search_entered", cases=entered)
    except Exception:
        log.exception("search_failed")


def look_at_clocks(services: Services, before: str | None = None) -> str:
    """First what a newly published calendar moves (a new rulebook, or a newer library), then what is due; by which
    rulebook it was looked.

    before: by which at the last look. By another calendar a clock may be near sooner than it sleeps, even one whose
    due moment stays, such as a day that a department promised.
    """
    compiled = services.compiled
    if compiled.sha256 != before:
        with services.database.transaction() as session:
            clocks.wake(session)
    recalculate_published(services.database, compiled.calendar, now=services.now(), who=HOUSE)
    clock_watch.sweep(services)
    return compiled.sha256


TASKS: Mapping[str, Callable[[Services, threading.Event], None]] = {
    "digests": digests,
    "changes": settle_changes,
    "owners": owners,
    "search": reindex,
    "retention": keep_no_longer,
    "audit": signings,
    "orphans": orphans,
    "examinations": examinations,
    "months": months,
}
"""Each has a thread, beside that of `sweeps`."""
