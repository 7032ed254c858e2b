"""Why a case was decided as it was, by the version that decided it, and the case as an example of the draft."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.staff import Person
from rules import editing
from rules.editing import Value
from rules.explain import Explanation
from rules.otherwise import Otherwise
from store import cases, rulebooks
from store.cases import CaseRow, DecisionRow
from store.rulebooks import Version, version_of
from workers.deciding.case_lookup import held_case
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.privacy.anonymise import cast_of
from workers.privacy.pseudonyms import Pseudonyms
from workers.ruledesk import drafts, trials

FILE = "examples/cases.yaml"
"""Where examples made of cases stand."""
MAKERS = (Role.SERVICE_DEPARTMENT, Role.MANAGER)
"""Who makes an example of a case: who sees the case and reads the rulebook. It decides nothing."""
LONGEST = 20_000


@dataclass(frozen=True, kw_only=True)
class Why:
    """A case explained. version: the activation by which the rulebook decided. subject, text: without personal data."""

    decided: DecisionRow
    version: Version | None
    explanation: Explanation
    otherwise: Otherwise
    subject: str
    text: str


def why(services: Services, session: Session, case: CaseRow) -> Why:
    """Why, what nearly won, and what would make it otherwise. Refused where no rule has decided the case."""
    decided = _decision(session, case)
    kept = rulebooks.kept(session, decided.rulebook)
    if kept is None:
        raise Refused("判定这个案件的规则版本没有保存")
    explanation, other = trials.explain(services, kept.files, decided.input, decided.decision)
    subject, text = anonymised(session, case, decided)
    return Why(
        decided=decided,
        version=version_of(session, decided.rulebook, decided.made_at),
        explanation=explanation,
        otherwise=other,
        subject=subject,
        text=text,
    )


def anonymised(session: Session, case: CaseRow, decided: DecisionRow) -> tuple[str, str]:
    """Subject and text of the letter with made-up names and numbers."""
    made_up = Pseudonyms(cast=cast_of(session, case))
    made_up.learn((decided.input.subject, decided.input.text))
    return made_up.replaced(decided.input.subject), made_up.replaced(decided.input.text)


def add_example(services: Services, number: str, *, subject: str, text: str, actor: Person) -> str:
    """Put the case as it stands, with this text, into the draft as an example; its id. Raises Refused.

    subject, text: without personal data, as the person has looked them over.
    """
    if not text.strip() or len(text) > LONGEST:
        raise Refused("请写明例信的正文（最多 20000 字）")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, *MAKERS)
        example = f"case-{case.number.lower()}"
        draft = drafts.draft_of(session)
        held = draft.texts.get(FILE, "[]\n")
        if any(entry.values.get("id") == example for entry in editing.entries(held)):
            raise Refused("{number} 已是例信", number=case.number)
        values: dict[str, Value] = {
            "id": example,
            "subject": subject.strip(),
            "text": text.strip().replace("\r\n", "\n"),
        }
        values |= {"channel": case.channel.value, "expect": _expected(case)}
        new = drafts.rewritten(FILE, held, lambda text: editing.added(text, values))
        drafts.keep(services, session, draft, {FILE: new}, actor)
        noted(services, session, HouseEvent.RULES_DRAFTED, who=actor.login, files=[FILE])
    return example


def _decision(session: Session, case: CaseRow) -> DecisionRow:
    decided = cases.decisions_of_case(session, case.id)
    held = [one for one in decided if one.id == case.decision_id] or decided[-1:]
    if not held:
        raise Refused("{number} 由人工立案，没有规则作出的判定", number=case.number)
    return held[0]


def _expected(case: CaseRow) -> dict[str, Value]:
    """What the case is now, people's word included."""
    found: dict[str, Value] = {"topic": case.topic} if case.topic else {}
    found |= {"category": case.category.value, "grade": case.grade.value}
    if case.departments:
        found["department"] = case.departments[0].value
    return found
