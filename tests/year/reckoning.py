"""Reckons the clocks of a case from what happened to it, by TRADE 6, in plain Python: nothing of the product is used.

What happened: the events of the case but those that clocks write themselves; the receipts of its letters; whose a
notice was, and which day a letter promised. Moments are those of the office's wall clock, without an offset.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from year.clock import WORKING, Clock, close_of_day, daily, to_the_minute
from year.days import MINUTE, OPENS, Days

HOUR = timedelta(hours=1)
TERMS = {"reply": 3, "handle": 5, "visit": 3, "department_finish": 5, "blocked": 1}
"""Working days."""
HOURS = {"register": 24, "acknowledge": 24, "feedback": 48, "explain": 24}
SPOKEN = frozenset({"phone", "counter"})
STOPS = {
    "acknowledgement": ("acknowledge",),
    "reply": ("reply", "promise"),
    "interim": ("reply", "promise"),
    "explanation": ("reply", "promise", "explain"),
}
BY_CALL = ("acknowledge", "explain")
WORK = ("handle", "progress", "department_start", "department_finish", "blocked")
GRAVE = ("A", "B")
VISITS = frozenset({"satisfied", "partly", "dissatisfied"})
Payload = Mapping[str, object]


@dataclass(frozen=True)
class Happened:
    """One event of a case."""

    at: datetime
    what: str
    payload: Payload


@dataclass(frozen=True)
class Receipt:
    """When and how one letter of a resident came. matched: its writer is one household of the directory."""

    at: datetime
    channel: str
    matched: bool


@dataclass(frozen=True)
class Letter:
    """What one letter of ours is. promised: the day, as written."""

    kind: str
    department: str | None
    promised: str | None


@dataclass(frozen=True)
class Said:
    """What a clock said at one minute."""

    at: datetime
    kind: str
    clock: str
    round: int
    rung: str | None


@dataclass
class House:
    """What all cases share. asleep: from when until when nothing was looked at. announced: when the notice came."""

    days: Days = field(default_factory=Days)
    asleep: tuple[tuple[datetime, datetime], ...] = ()
    receipts: dict[int, Receipt] = field(default_factory=dict)
    letters: dict[int, Letter] = field(default_factory=dict)

    def look(self, moment: datetime) -> datetime:
        """The first look at the clocks at or after a moment."""
        minute = to_the_minute(moment)
        return next((wakes for falls, wakes in self.asleep if falls <= minute < wakes), minute)


class Case:
    """One case as it is reckoned, event by event."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.clocks: list[Clock] = []
        self.said: list[Said] = []
        self.moved: list[tuple[str, int, datetime, datetime]] = []
        self.receipt: Receipt | None = None
        self.reply_round = 1
        self.since = datetime.min
        self._gone: dict[int, datetime] = {}
        self._calls: list[datetime] = []
        self._reports: list[tuple[datetime, str]] = []
        self._needs_person = True
        self._channel = ""
        self._grade = ""
        self._handled = False
        self._hindered: set[int] = set()

    @property
    def spoken(self) -> bool:
        return self._channel in SPOKEN

    def by_voice(self, one: Happened) -> bool:
        """Whether what opened a further round was spoken: the letter that did, or else the complaint."""
        letter = one.payload.get("intake")
        return self.spoken if letter is None else self.house.receipts[int(str(letter))].channel in SPOKEN

    def take(self, one: Happened) -> None:
        """What the clocks say before this happened, and what it does to them."""
        self.advance(one.at - MINUTE)
        act: Callable[[datetime, Payload], None] | None = getattr(self, f"_{one.what}", None)
        if act is not None:
            act(one.at, one.payload)
        self.since = max(self.since, one.at)

    def advance(self, until: datetime) -> None:
        """The looks until then, that of this very minute too."""
        while (look := self.next_look()) is not None and look <= until:
            self.announce()
            for clock in self.clocks:
                if clock.state == "running":
                    for kind, rung in clock.tell(self.house.days, look):
                        self.said.append(Said(look, kind, clock.name, clock.round, rung))

    def next_look(self) -> datetime | None:
        """When a clock is moved or says something next, if nothing happens before."""
        days = self.house.days
        if any(clock.behind(days) for clock in self.clocks):
            return self.house.look(self.since)
        words = [word for clock in self.clocks if (word := clock.next_word(days)) is not None]
        return self.house.look(max(min(words), self.since)) if words else None

    def announce(self) -> None:
        """The notice of the next year is out: open clocks that reach into it and were reckoned before are moved."""
        for clock in self.clocks:
            if clock.behind(self.house.days):
                before = clock.due
                clock.reckon(self.house.days)
                self.moved.append((clock.name, clock.round, before, clock.due))

    # What happens, by the name of its event.

    def _received(self, _: datetime, payload: Payload) -> None:
        self.receipt = self.house.receipts[int(str(payload["intake"]))]
        self._channel = self.receipt.channel

    def _decided(self, at: datetime, payload: Payload) -> None:
        assert self.receipt is not None
        start = self.receipt.at
        self._needs_person = bool(payload["needs_person"])
        for name in ("register", "acknowledge"):
            self._begin(name, start, number=1)
        if payload["urgency"] == "urgent":
            self._last("acknowledge").due = start + HOUR / 2
        self._reply(start, self.spoken, number=1)
        self._begin("handle", start, number=1)
        if self.receipt.matched and not self._needs_person:
            self._stop(at, "register")

    def _registered(self, at: datetime, _: Payload) -> None:
        if not self._needs_person:
            self._stop(at, "register")

    def _confirmed(self, at: datetime, _: Payload) -> None:
        self._stop(at, "register")

    _household_confirmed = _confirmed

    def _judged(self, at: datetime, payload: Payload) -> None:
        self._stop(at, "register")
        chosen = payload["chosen"]
        assert isinstance(chosen, Mapping)
        first = self._rounds("acknowledge")[0]
        if chosen.get("urgency") == "urgent" and first.open:
            first.due = first.start + HOUR / 2

    def _corrected(self, at: datetime, payload: Payload) -> None:
        self._stop(at, "register")
        changes = payload["changes"]
        assert isinstance(changes, Mapping)
        if "received" in changes:
            self._receive_again(datetime.fromisoformat(changes["received"][1]), date_only=True)

    def _receive_again(self, received: datetime, *, date_only: bool) -> None:
        """It came earlier than it was entered: the clocks of receipt are reckoned from there."""
        start = datetime.combine(received.date(), OPENS if date_only else received.time())
        for name in ("register", "acknowledge", "reply", "handle"):
            clock = self._rounds(name)[0]
            length = clock.due - clock.start
            if clock.state == "void":
                continue
            clock.start = start
            if name in WORKING:
                clock.reckon(self.house.days)
            else:
                clock.due = start + length
            if clock.stopped is not None:
                clock.state = "met" if clock.stopped <= clock.due else "late"

    def _call_recorded(self, at: datetime, payload: Payload) -> None:
        if payload["reached"]:
            self._calls.append(at)
            self._stop(at, *BY_CALL)
            for clock in self._rounds("reply"):
                if clock.spoken:
                    clock.stop(at)

    def _validity_set(self, at: datetime, payload: Payload) -> None:
        if payload["to"] == "invalid":
            self._begin("explain", at)
        else:
            self._void(at, "explain")

    def _followed_up(self, _: datetime, payload: Payload) -> None:
        self.reply_round += 1
        receipt = self.house.receipts[int(str(payload["intake"]))]
        acknowledged = self._begin("acknowledge", receipt.at, number=self.reply_round, beside=True)
        if payload["urgency"] == "urgent":
            acknowledged.due = receipt.at + HOUR / 2
        self._reply(receipt.at, receipt.channel in SPOKEN, number=self.reply_round, beside=True)

    def _reopened(self, at: datetime, payload: Payload) -> None:
        self._handled = False
        if self._grade in GRAVE:
            self._begin("progress", at)
        if "intake" in payload:
            self._begin("handle", self.house.receipts[int(str(payload["intake"]))].at)
            return
        self.reply_round += 1
        self._begin("handle", at)
        self._reply(at, self.spoken)

    def _clock_paused(self, at: datetime, _: Payload) -> None:
        clock = next(one for one in reversed(self.clocks) if one.name == "handle" and one.state == "running")
        clock.state, clock.paused = "paused", at

    def _clock_resumed(self, at: datetime, _: Payload) -> None:
        for clock in self.clocks:
            if clock.state == "paused":
                clock.resume(self.house.days, at)

    def _measures_done(self, at: datetime, _: Payload) -> None:
        self._stop(at, *WORK)
        self._begin("feedback", at)
        self._handled = True

    def _result_told(self, at: datetime, _: Payload) -> None:
        self._stop(at, "feedback")
        self._begin("visit", at)

    def _visit_recorded(self, at: datetime, payload: Payload) -> None:
        if payload["outcome"] in VISITS:
            self._stop(at, "visit")

    def _filed(self, at: datetime, _: Payload) -> None:
        self._stop(at, "visit")
        self._void(at, *WORK)

    def _state_changed(self, at: datetime, payload: Payload) -> None:
        match payload["from"], payload["to"]:
            case "done", "in_progress":
                self._void(at, "feedback")
                self._run_on("handle", "progress")
                self._handled = False
            case "fed_back", "done":
                self._void(at, "visit")
                self._run_on("feedback")
            case "visited", "fed_back":
                self._run_on("visit")

    def _grade_confirmed(self, at: datetime, payload: Payload) -> None:
        chosen = payload["chosen"]
        assert isinstance(chosen, Mapping)
        self._grade = str(chosen["grade"])
        if self._grade not in GRAVE:
            self._void(at, "progress")
        elif not self._handled:
            self._begin("progress", at)

    def _department_committed(self, at: datetime, payload: Payload) -> None:
        department = str(payload["department"])
        mine = [clock for clock in self.clocks if clock.department == department and clock.open]
        ends = next(clock for clock in mine if clock.name == "department_finish")
        if not any(who == department and when >= ends.start for when, who in self._reports):
            begins = next((clock for clock in mine if clock.name == "department_start"), None)
            begins = begins or self._begin("department_start", at, department=department, beside=True)
            begins.due = close_of_day(str(payload["start"]))
        ends.due, ends.term = close_of_day(str(payload["finish"])), None

    def _department_report(self, at: datetime, payload: Payload) -> None:
        department = str(payload["department"])
        self._reports.append((at, department))
        ended = ("department_start", "department_finish") if payload["done"] else ("department_start",)
        for clock in self.clocks:
            if clock.department == department and clock.name in ended:
                clock.stop(at)

    def _letter_approved(self, at: datetime, payload: Payload) -> None:
        number = int(str(payload["letter"]))
        letter = self.house.letters[number]
        if letter.kind == "department_notice":
            others = [one for one in self.clocks if one.name == "department_finish" and one.open]
            if letter.department not in [one.department for one in others]:
                self._begin("department_finish", at, department=letter.department, beside=True)
        if letter.kind == "progress_report":
            self._progress_reported(at, payload)

    def _progress_reported(self, at: datetime, _: Payload) -> None:
        """The day's report: its round ends, the next begins where it would have ended; later ones change nothing."""
        running = [clock for clock in self._rounds("progress") if clock.open and clock.start <= at]
        if running:
            self._stop(at, "progress")
            self._begin("progress", max(at, *(clock.due for clock in running)))

    def _blocked(self, at: datetime, payload: Payload) -> None:
        self._hindered.add(int(str(payload["blocking"])))
        self._begin("blocked", at)

    def _unblocked(self, at: datetime, payload: Payload) -> None:
        self._hindered.discard(int(str(payload["blocking"])))
        if not self._hindered:
            self._stop(at, "blocked")

    def _letter_sent(self, at: datetime, payload: Payload) -> None:
        self._left(int(str(payload["letter"])), at)

    def _letter_posted(self, at: datetime, payload: Payload) -> None:
        day = datetime.fromisoformat(str(payload["on"]))
        self._left(int(str(payload["letter"])), at if day.date() == at.date() else day + timedelta(hours=18))

    def _left(self, number: int, at: datetime) -> None:
        """A letter left the house at that moment."""
        letter = self.house.letters[number]
        self._gone[number] = at
        self._stop(at, *STOPS.get(letter.kind, ()), letter=number)
        if letter.kind == "interim" and letter.promised is not None:
            promise = self._begin("promise", at)
            promise.due, promise.opened_by = close_of_day(letter.promised), number

    def _letter_bounced(self, at: datetime, payload: Payload) -> None:
        """No one has the letter: what it stopped runs on, unless something else stopped that too."""
        number = int(str(payload["letter"]))
        self._gone.pop(number, None)
        for clock in self.clocks:
            if clock.opened_by == number:
                clock.void(at)
            elif clock.stopped_by is not None and clock.stopped_by not in self._gone and not self._answered(clock):
                clock.run_on()

    def _answered(self, clock: Clock) -> bool:
        by_letter = any(
            clock.name in STOPS[self.house.letters[number].kind] and number != clock.opened_by and at >= clock.start
            for number, at in self._gone.items()
        )
        by_call = clock.name in BY_CALL or (clock.name == "reply" and clock.spoken)
        return by_letter or (by_call and any(at >= clock.start for at in self._calls))

    # What is done to clocks.

    def _reply(self, at: datetime, spoken: bool, *, number: int | None = None, beside: bool = False) -> None:
        """What was spoken is answered sooner, by a call."""
        self._begin("reply", at, number=number, term=1 if spoken else 3, beside=beside).spoken = spoken

    def _begin(
        self,
        name: str,
        at: datetime,
        *,
        number: int | None = None,
        term: int | None = None,
        department: str | None = None,
        beside: bool = False,
    ) -> Clock:
        """A new round, unless one is open already; beside: even then."""
        rounds = self._rounds(name)
        standing = [clock for clock in rounds if clock.open]
        if standing and not beside:
            return standing[-1]
        round_ = number or max((clock.round for clock in rounds), default=0) + 1
        days = term or TERMS.get(name)
        clock = Clock(name, round_, at, at, days or HOURS.get(name), department)
        if days is not None:
            clock.reckon(self.house.days)
        elif name in HOURS:
            clock.due = at + HOUR * HOURS[name]
        elif name == "progress":
            clock.due = daily(at)
        self.clocks.append(clock)
        return clock

    def _rounds(self, name: str) -> list[Clock]:
        return [clock for clock in self.clocks if clock.name == name]

    def _last(self, name: str) -> Clock:
        return self._rounds(name)[-1]

    def _stop(self, at: datetime, *names: str, letter: int | None = None) -> None:
        for clock in self.clocks:
            if clock.name in names:
                clock.stop(at, letter)

    def _void(self, at: datetime, *names: str) -> None:
        for clock in self.clocks:
            if clock.name in names:
                clock.void(at)

    def _run_on(self, *names: str) -> None:
        """The last round of each runs on, if it has stopped."""
        for name in names:
            rounds = self._rounds(name)
            if rounds and rounds[-1].state in ("met", "late"):
                rounds[-1].run_on()
