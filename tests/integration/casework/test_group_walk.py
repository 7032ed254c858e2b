"""A random walk over groups: whatever people do with them in whatever order, no household is left without an answer or
answered twice, queue, page and use case agree, and no filed case has a running clock.
"""

import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from servers.audited import audited
from servers.letters_day import CLERK, SUPERVISOR, furnished, person
from servers.one_matter import NAMES, fault

from domain.codes import OPEN_CLOCKS, CaseState, LetterKind, LetterState, Role, Validity, VisitOutcome
from domain.composition import ComposedMatter, Composition
from domain.course import Act, Need
from domain.waiting import Waiting
from domain.work_codes import Met
from store import clocks, events, groups, letters
from store.cases import CaseRow
from store.queue_items import QueueFilter
from workers.casework.case_work import file, measures_done, record_visit, result_told, set_validity, take
from workers.casework.correcting import confirm
from workers.casework.course import open_acts
from workers.casework.groups import acts, serial, texts
from workers.casework.record_signing import sign_record
from workers.correspondence.approving import going_of
from workers.deciding.group_work import work_of
from workers.instance.refusals import Refused
from workers.queue.waiting import queue_for

STRANGER = person("zhou", Role.CLERK, project="翠湖苑")
SAID = Composition(
    matters=(
        ComposedMatter(
            name="电梯停运", demand="尽快恢复电梯运行", findings="门机部件磨损", result="已恢复运行", met=Met.MET
        ),
    )
)
STEPS = 60


@dataclass
class Walk:
    """A house with letters about one fault, and what is done with it. done: how often each sort of step went well."""

    house: object
    chance: random.Random
    done: dict[str, int] = field(default_factory=dict)

    def ask(self, question):
        return self.house.ask(question)

    def act(self, act, *args, **values):
        return act(self.house.services, *args, actor=values.pop("actor", CLERK), **values)

    def cases(self) -> list[CaseRow]:
        return self.house.cases()

    def some(self) -> CaseRow:
        return self.chance.choice(self.cases())

    def group(self) -> str:
        found = [row.number for row, _ in self.ask(lambda session: groups.open_groups(session, limit=9))]
        return self.chance.choice(found or ["QT-2026-000001"])

    # What may happen, each as a person does it: it goes well, or is refused.

    def arrives(self):
        at = len(self.cases())
        if at < len(NAMES):
            fault(self.house, at, building=self.chance.choice((3, 3, 5)))
            self.house.work()

    def confirms(self):
        self.act(acts.confirm, self.group())

    def dismisses(self):
        self.act(acts.dismiss, self.group())

    def joins(self):
        self.act(acts.link, self.some().number, self.chance.choice((self.group(), self.some().number)))

    def leaves(self):
        self.act(acts.split, self.group(), [self.some().number])

    def splits(self):
        number = self.group()
        row = self.ask(lambda session: groups.get(session, number))
        seated = self.ask(lambda session: groups.members(session, row.id)) if row else ()
        self.act(acts.split, number, [one.case.number for one in seated[: len(seated) // 2]])

    def merges(self):
        self.act(acts.merge, self.group(), self.group())

    def undoes(self):
        self.act(acts.undo, self.group())

    def stranger(self):
        with pytest.raises(Refused):
            self.act(acts.confirm, self.group(), actor=STRANGER)

    def judges(self):
        self.act(set_validity, self.some().number, Validity.VALID, "属实")

    def works(self):
        self.act(take, self.some().number, self.chance.choice((Act.ACCEPT, Act.INVESTIGATE, Act.START_WORK)))

    def steps_back(self):
        back = (Act.BACK_TO_ACCEPTED, Act.BACK_TO_INVESTIGATING, Act.BACK_TO_WORK, Act.BACK_TO_DONE)
        self.act(take, self.some().number, self.chance.choice(back), reason="再看一次")

    def finishes(self):
        self.act(measures_done, self.some().number, "已恢复运行")

    def tells(self):
        self.act(result_told, self.some().number, "电话告知")

    def visits(self):
        outcome = self.chance.choice((VisitOutcome.SATISFIED, VisitOutcome.SATISFIED, VisitOutcome.DISSATISFIED))
        self.act(record_visit, self.some().number, outcome, "回访")

    def reopens(self):
        self.act(take, self.some().number, Act.NEW_ROUND, actor=SUPERVISOR, reason="不满意")

    def files(self):
        number = self.some().number
        self.act(confirm, number)
        self.act(sign_record, number, actor=SUPERVISOR)
        self.act(file, number)

    def writes(self):
        number = self.group()
        row = self.ask(lambda session: groups.get(session, number))
        text = self.ask(lambda session: groups.text_of(session, row.id)) if row else None
        self.act(texts.write, number, SAID, notice="", seen=text.version if text else None)
        self.act(serial.write_all, number)
        self.act(serial.submit_all, number)
        self.act(serial.approve_all, number, self.shown(), actor=SUPERVISOR)
        self.house.work()

    def shown(self):
        found = self.ask(lambda session: letters.in_state(session, LetterState.SUBMITTED))
        return {one.id: (one.pdf_sha, going_of(one)) for one in found if one.kind is LetterKind.REPLY}

    def step(self):
        often = ("works", "finishes", "judges", "tells", "visits", "files", "confirms", "joins")
        rare = ("arrives", "dismisses", "leaves", "splits", "merges", "undoes", "stranger", "steps_back", "reopens")
        name = self.chance.choice((*often, *often, *rare, "writes"))
        self.house.time[0] += timedelta(minutes=1)
        try:
            getattr(self, name)()
        except Refused:
            return
        self.done[name] = self.done.get(name, 0) + 1

    # What holds whatever was done.

    def holds(self):
        found = self.cases()
        seats = self.ask(lambda session: groups.seats_of(session, [one.id for one in found]))
        for group in {one.group for one in seats.values()}:
            seated = [one for one in seats.values() if one.group == group]
            assert sum(one.leads for one in seated) == (1 if any(one.confirmed for one in seated) else 0)
        wanted = QueueFilter(mine=False)
        plain = self.ask(lambda session: queue_for(self.house.services, session, CLERK, wanted)).lines
        folded = self.ask(lambda session: queue_for(self.house.services, session, CLERK, wanted, folded=True)).lines
        told = [line.item.case_id for line in folded] + [one.item.case_id for line in folded for one in line.below]
        assert sorted(told) == sorted(line.item.case_id for line in plain)
        standing_for = [line.group.row.id for line in folded if line.group]
        assert len(standing_for) == len(set(standing_for))
        for line in plain:
            seat = seats.get(line.item.case_id)
            assert (Waiting.GROUP in line.item.why) == (seat is not None and not seat.confirmed)
        for case in found:
            self.agrees(case)

    def agrees(self, case: CaseRow):
        """What is offered on the page is what the use case lets through, as far as work for all goes."""
        open_ = {row.clock for row in self.ask(lambda s: clocks.of_case(s, case.id)) if row.state in OPEN_CLOCKS}
        if case.state is CaseState.FILED:
            assert open_ == set()
            return
        led = self.ask(lambda session: work_of(session, case)).led_by is not None
        offered = {one.step.act: one for one in self.ask(lambda session: open_acts(session, case, CLERK))}
        for one in offered.values():
            if Need.OWN_WORK in one.step.needs:
                assert (Need.OWN_WORK in one.missing) is led
        if led and Act.INVESTIGATE in offered:
            with pytest.raises(Refused, match="主办案件"):
                self.act(take, case.number, Act.INVESTIGATE)

    def ends(self):
        """Everything is led to its end by what is offered; then each household has its answer, once in a round."""
        for _ in range(12):
            for case in self.cases():
                for name in ("judged", "worked", "told", "filed"):
                    self.tries(name, case)
            self.tries("answered", None)
        for case in self.cases():
            sent = [
                one.round
                for one in self.ask(lambda session, id_=case.id: letters.of_case(session, id_))
                if one.kind is LetterKind.REPLY and one.state is LetterState.SENT
            ]
            assert case.state is CaseState.FILED, case
            assert sent, case
            assert len(sent) == len(set(sent)), case
            assert self.ask(lambda session, id_=case.id: events.verify(session, id_)) == []
        assert [str(one) for one in audited(self.house) if one.table != "approval"] == []  # no rows of the staff here

    def tries(self, name, case):
        self.house.time[0] += timedelta(minutes=1)
        ways = {
            "judged": [lambda: self.act(set_validity, case.number, Validity.VALID, "属实")],
            "worked": [
                *(lambda act=act: self.act(take, case.number, act) for act in (Act.ACCEPT, Act.INVESTIGATE)),
                lambda: self.act(measures_done, case.number, "已恢复运行"),
            ],
            "told": [
                lambda: self.act(result_told, case.number, "电话告知"),
                lambda: self.act(take, case.number, Act.NEW_ROUND, actor=SUPERVISOR, reason="不满意"),
                lambda: self.act(record_visit, case.number, VisitOutcome.SATISFIED, "满意"),
            ],
            "filed": [
                lambda: self.act(confirm, case.number),
                lambda: self.act(sign_record, case.number, actor=SUPERVISOR),
                lambda: self.act(file, case.number),
            ],
            "answered": [self.gathers, self.writes],
        }[name]
        for way in ways:
            try:
                way()
            except Refused:
                continue

    def gathers(self):
        """Whoever has no group yet is answered with the others."""
        seats = self.ask(lambda session: groups.seats_of(session, [one.id for one in self.cases()]))
        for case in self.cases():
            seat = seats.get(case.id)
            if case.state is not CaseState.FILED and (seat is None or not seat.confirmed):
                self.tried_link(case)

    def tried_link(self, case):
        try:
            self.act(acts.link, case.number, self.group())
        except Refused:
            return


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_done_with_groups_every_household_is_answered_once(house, seed):
    walk = Walk(house=furnished(house), chance=random.Random(seed))  # noqa: S311 - repeatable, not secret
    for at in range(4):
        fault(walk.house, at)
    walk.house.work()
    for _ in range(STEPS):
        walk.step()
        walk.holds()
    walk.ends()
    walk.holds()
    assert len(walk.done) > 9, walk.done
