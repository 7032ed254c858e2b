"""Decisions against the events that tell them, and against their rulebooks: made again, each is the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from domain.decision import Decision, DecisionInput
from domain.events import EventName
from rules.compiled import Compiled
from rules.decide import decide
from store import serialization
from store.case_tables import case, decision
from store.erasures import Erasures
from store.watched import Seen
from workers.audit.case_file import CaseFile, Told
from workers.audit.found import Found
from workers.audit.rulebooks import Rulebooks
from workers.deciding.decisions import summary

_TOLD = (EventName.DECIDED, EventName.DECIDED_AGAIN, EventName.FOLLOWED_UP)
_AT_ONCE = 200


def check(file: CaseFile, found: Found) -> None:
    """The decisions of a case, in their order, against the events that tell them."""
    rows = file.of("decision")
    rows.sort(key=lambda seen: int(seen.key))
    told = list(file.told(*_TOLD))
    found.count("decisions", len(rows))
    if len(rows) != len(told):
        what = f"经过中有 {len(told)} 次判定，判定却有 {len(rows)} 件：有缺失或插入"
        found.add("decision", f"case {file.id}", what, file.number)
    for seen, one in zip(rows, told, strict=False):
        if one.payload is not None and not _same(seen, one):
            found.add("decision", seen.key, "判定与经过中所记的不同", file.number)
    current = file.row.values["decision_id"]
    if current is not None and str(current) not in {seen.key for seen in rows}:
        found.add("decision", current, "案件所依据的判定不见了", file.number)


def _same(seen: Seen, told: Told) -> bool:
    try:
        made = serialization.load(Decision, str(seen.values["decision"]))
    except ValueError:
        return False
    wanted: Mapping[str, object] = summary(made)
    named = {name: told.get(name) for name in wanted}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in wanted.items()}
    return named == plain and made.rulebook == seen.values["rulebook"]


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A decision to be made again. given, made: JSON text."""

    id: int
    number: str | None
    rulebook: str
    given: str
    made: str


def replay(
    session: Session, rulebooks: Rulebooks, found: Found, *, after: int, erased: Erasures, signed: int = 0
) -> None:
    """Make the decisions with an id above `after` again, and compare.

    signed: up to this id they are as they were signed, so that a difference is the program's: it is another version
    now.
    """
    otherwise = earlier = 0
    for stored in _stored(session, after):
        if ("decision", str(stored.id)) in erased.total.rows:
            continue  # what it was made from is gone, as the law asks
        found.count("replayed")
        compiled = rulebooks.compiled(stored.rulebook)
        if compiled is None:
            continue
        same, older = _decided_again(compiled, stored)
        earlier += same and older
        if not same and stored.id > signed:
            what = "按当时的输入和规则重算，得出的判定不同" + ("（判定由旧版程序作出）" if older else "")
            found.add("decision", stored.id, what, stored.number)
        otherwise += not same and stored.id <= signed
    if otherwise:
        found.note(f"{otherwise} 件早先签署、未被改动的判定，由本版程序重算结果不同：程序在其后升级过")
    if earlier:
        found.note(f"{earlier} 件判定由旧版程序作出，本版程序重算结论相同，只是所引规则簿的行号更准")


def _decided_again(compiled: Compiled, stored: Stored) -> tuple[bool, bool]:
    """Whether this program decides the same, and whether an older one made the decision."""
    try:
        made = serialization.load(Decision, stored.made)
        again = decide(compiled, serialization.load(DecisionInput, stored.given))
    except Exception:  # noqa: BLE001 - what cannot be made again is told, and must not end the audit
        return False, False
    return again.agrees_with(made), made.engine < again.engine


def _stored(session: Session, after: int) -> Iterator[Stored]:
    """By rulebook, so that each is compiled once; not all in memory at once."""
    query = (
        select(
            decision.c.id,
            case.c.number,
            decision.c.rulebook,
            type_coerce(decision.c.input, Text),
            type_coerce(decision.c.decision, Text),
        )
        .join_from(decision, case, decision.c.case_id == case.c.id, isouter=True)
        .where(decision.c.id > after)
        .order_by(decision.c.rulebook, decision.c.id)
    )
    for id_, number, sha, given, made in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield Stored(id=id_, number=number, rulebook=sha, given=given, made=made)
