"""Keeps one poller at each source as it is set up now: a mailbox that an admin adds, changes or removes is taken up."""

import threading
from dataclasses import dataclass

import structlog

from domain.settings import SCAN_FOLDER, MailboxSettings
from workers.instance.services import Services
from workers.intake.poll import Source, folder_of, mailbox_of, watch

_LOOK_SECONDS = 1.0
log = structlog.get_logger("huihan.poll")


@dataclass(frozen=True, kw_only=True)
class _Poller:
    """settings: None for the scan folder."""

    settings: MailboxSettings | None
    stop: threading.Event
    thread: threading.Thread


def keep(services: Services, stop: threading.Event) -> None:
    """Until `stop`; the pollers have ended when this returns."""
    running: dict[str, _Poller] = {}
    ending: list[threading.Thread] = []
    try:
        while not stop.is_set():
            ending += _adjust(services, running)
            ending = [thread for thread in ending if thread.is_alive()]
            stop.wait(_LOOK_SECONDS)
    finally:
        for poller in running.values():
            poller.stop.set()
        for thread in [*ending, *(poller.thread for poller in running.values())]:
            thread.join()


def _adjust(services: Services, running: dict[str, _Poller]) -> list[threading.Thread]:
    """Start and end what the settings ask for; the threads that are told to end.

    A source that was changed is looked into again once its old poller has let go of the lease.
    """
    wanted: dict[str, MailboxSettings | None] = {box.name: box for box in services.mailboxes}
    wanted[SCAN_FOLDER] = None
    ended = []
    for name in [name for name, poller in running.items() if name not in wanted or wanted[name] != poller.settings]:
        poller = running.pop(name)
        poller.stop.set()
        ended.append(poller.thread)
        log.info("poller_ended", source=name)
    for name in wanted.keys() - running.keys():
        settings = wanted[name]
        running[name] = _started(
            services, folder_of(services) if settings is None else mailbox_of(services, settings), settings
        )
    return ended


def _started(services: Services, source: Source, settings: MailboxSettings | None) -> _Poller:
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(services, source, stop), name=source.name, daemon=True)
    thread.start()
    return _Poller(settings=settings, stop=stop, thread=thread)
