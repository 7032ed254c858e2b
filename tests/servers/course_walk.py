"""A case that is walked blindly over every act of the course: what is refused changes nothing."""

from contextlib import suppress

from servers.letters_day import CLERK, MANAGER, SERVICE, SUPERVISOR

from domain.codes import CaseState, Grade, LetterKind, LetterState, Validity, VisitOutcome
from domain.course import Act
from domain.events import EventName
from store import cases, letters
from workers.casework import case_work, correcting, record_signing
from workers.casework.overriding import confirm_grade
from workers.correspondence.letter_rows import tell
from workers.instance.refusals import Refused
from workers.sending.delivery_effects import came_back, delivered

ONWARD = 0.7
OUTCOMES = (*VisitOutcome, VisitOutcome.SATISFIED, VisitOutcome.SATISFIED, VisitOutcome.REFUSED)
ACTORS = (CLERK, CLERK, SUPERVISOR, SERVICE, MANAGER)


class Walk:
    """One case, with everything that may happen to it; what is refused changes nothing."""

    def __init__(self, house, chooser, case):
        self.house, self.chooser, self.id, self.number = house, chooser, case.id, case.number
        self.acts = [
            lambda who: correcting.confirm(house.services, self.number, actor=who),
            lambda who: case_work.record_call(
                house.services, self.number, "通话", actor=who, reached=chooser.random() < 0.7
            ),
            lambda who: case_work.set_validity(
                house.services, self.number, chooser.choice(list(Validity)), "核实", actor=who
            ),
            self.take,
            self.take,
            self.take,
            lambda who: case_work.wait_for_resident(house.services, self.number, "等住户", actor=who),
            lambda who: case_work.resume(house.services, self.number, actor=who),
            lambda who: case_work.measures_done(house.services, self.number, "已修好", actor=who),
            lambda who: case_work.result_told(house.services, self.number, "已告知", actor=who),
            lambda who: case_work.record_visit(
                house.services, self.number, chooser.choice(list(VisitOutcome)), "回访", actor=who
            ),
            lambda who: record_signing.sign_record(house.services, self.number, actor=who),
            self.file,
            self.file,
            self.answer,
            self.answer,
            self.bounce,
            lambda who: confirm_grade(house.services, self.number, chooser.choice((Grade.C, Grade.D)), actor=who),
        ]

    def take(self, who):
        case_work.take(self.house.services, self.number, self.chooser.choice(case_work.TAKEN), actor=who, reason="理由")

    def file(self, who):
        case_work.file(self.house.services, self.number, actor=who, reason="理由")

    def answer(self, who):
        """A letter leaves, as dispatch has it; none leaves the file."""
        kind = self.chooser.choice((LetterKind.REPLY, LetterKind.EXPLANATION, LetterKind.ACKNOWLEDGEMENT))
        with self.house.services.database.transaction() as session:
            case = cases.hold_case(session, self.number)
            if case.state is CaseState.FILED:
                return
            same = [one for one in letters.of_case(session, self.id) if one.kind is kind]
            new = letters.NewLetter(
                case_id=self.id,
                intake_id=case.intake_id,
                kind=kind,
                round=case.reply_round,
                version=len(same) + 10,
                state=LetterState.SENDING,
            )
            made = letters.create(session, new)
            now = self.house.services.now()
            letters.advance(session, made.id, LetterState.SENDING, LetterState.SENT, sent_at=now)
            tell(self.house.services, session, made, who.login, EventName.LETTER_SENT)
            delivered(self.house.services, session, letters.get(session, made.id), who.login)

    def bounce(self, who):
        with self.house.services.database.transaction() as session:
            gone = [one for one in letters.of_case(session, self.id) if one.state is LetterState.SENT]
            if gone and self.chooser.random() < 0.3:
                one = self.chooser.choice(gone)
                letters.advance(session, one.id, LetterState.SENT, LetterState.BOUNCED)
                tell(self.house.services, session, one, who.login, EventName.LETTER_BOUNCED)
                came_back(self.house.services, session, letters.get(session, one.id), who.login)

    def step(self):
        onward = self.chooser.random() < ONWARD
        with suppress(Refused):
            (self.onward if onward else self.chooser.choice(self.acts))(self.chooser.choice(ACTORS))

    def onward(self, who):
        """What would bring the case nearer to the file: blind choice alone seldom comes there."""
        services, number, state = self.house.services, self.number, self.now().state
        ways = {
            CaseState.NEW: lambda: case_work.take(services, number, Act.ACCEPT, actor=who),
            CaseState.NEEDS_CALL: lambda: case_work.take(services, number, Act.ACCEPT, actor=who),
            CaseState.INVESTIGATING: lambda: case_work.measures_done(services, number, "已修好", actor=who),
            CaseState.IN_PROGRESS: lambda: case_work.measures_done(services, number, "已修好", actor=who),
            CaseState.DONE: lambda: case_work.result_told(services, number, "已告知", actor=who),
            CaseState.FED_BACK: lambda: case_work.record_visit(
                services, number, self.chooser.choice(OUTCOMES), "回访", actor=who
            ),
            CaseState.VISITED: lambda: self.settle(who),
            CaseState.FILED: lambda: None,
        }
        ways.get(state, lambda: case_work.take(services, number, Act.INVESTIGATE, actor=who))()

    def settle(self, who):
        """One of the things that filing asks for, or filing itself."""
        services, number = self.house.services, self.number
        self.chooser.choice(
            (
                lambda: correcting.confirm(services, number, actor=who),
                lambda: case_work.record_call(services, number, "已说明", actor=who, reached=True),
                lambda: case_work.set_validity(services, number, Validity.VALID, "属实", actor=who),
                lambda: self.answer(who),
                lambda: record_signing.sign_record(services, number, actor=who),
                lambda: self.file(who),
            )
        )()

    def now(self):
        return self.house.ask(lambda session: cases.get_case(session, self.id))
