"""Goes through cases and through what belongs to none: rows against what was signed, and one against another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import erasures
from store.case_tables import case
from store.erasures import Erasures
from store.staff_tables import person
from store.watched import WATCHED, Owner, ownerless
from workers.audit import approvals, beside, chains, clocks, decisions, filing, house, letters, rows, states
from workers.audit.approvals import House
from workers.audit.case_file import CaseFile, Listed, listed, load, of_cases
from workers.audit.days import RowPrint
from workers.audit.found import Found
from workers.audit.house import HouseSince
from workers.audit.rows import CaseNow, Known
from workers.audit.rulebooks import Rulebooks
from workers.audit.signed import Signed

_AT_ONCE = 100
"""Cases that are in memory at once."""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """One way through an instance. only: these cases alone and nothing that is gone; None: everything."""

    session: Session
    signed: Signed
    found: Found
    since: HouseSince
    erased: Erasures
    rulebooks: Rulebooks
    logins: frozenset[str]
    only: Sequence[int] | None = None

    @classmethod
    def through(cls, session: Session, signed: Signed, found: Found, *, only: Sequence[int] | None = None) -> "Walk":
        """Prepared with what is needed on the whole way."""
        return cls(
            session=session,
            signed=signed,
            found=found,
            since=house.since(session, signed),
            erased=erasures.recorded(session, elsewhere=house.erased(session)),
            rulebooks=Rulebooks(session),
            logins=frozenset(session.execute(select(person.c.login)).scalars()),
            only=None if only is None else sorted(only),
        )

    def go(self) -> Iterator[RowPrint]:
        """Check all; the fingerprints that are new since the last signing. To be read to its end."""
        after = 0
        while cases := listed(self.session, after, _AT_ONCE, self.only):
            after = cases[-1].id
            yield from self._cases(cases)
        yield from self._without_case()
        yield from self._of_house()
        yield from self._gone()

    def _cases(self, cases: Sequence[Listed]) -> Iterator[RowPrint]:
        try:
            yield from self._loaded(cases)
        except ValueError:
            # A value that no column can hold: the cases one by one, so that it is named.
            if len(cases) > 1:
                for one in cases:
                    yield from self._cases([one])
                return
            self.found.add("case", cases[0].id, "案件或其经过中有无法读取的值：被改动过", cases[0].number)

    def _loaded(self, cases: Sequence[Listed]) -> Iterator[RowPrint]:
        loaded, by_table = load(self.session, cases)
        known = self._known({one.id: CaseNow(number=one.number, events=one.events) for one in cases})
        fresh = [
            told
            for watched in of_cases()
            for told in rows.compare(watched, by_table[watched.table.name], known, self.found)
        ]
        for one in loaded:
            self._case(one)
        self.found.count("cases", len(loaded))
        yield from fresh

    def _case(self, file: CaseFile) -> None:
        chains.check(file, self.signed.head(file.id), self.found)
        by_letter, told = letters.courses(file), Found(hear=self.found.count)
        states.check(file, self.erased, told)
        letters.check(file, by_letter, told)
        beside.check(file, told)
        approvals.check(file, by_letter, House(logins=self.logins, rulebooks=self.rulebooks), told)
        clocks.check(file, told)
        filing.check(file, told)
        decisions.check(file, told)
        for one in told:
            # What was erased from a row, its events still tell; of the case's own row `states` knows.
            if one.table == "case" or (one.table, one.id) not in self.erased.total.rows:
                self.found.add(one.table, one.id, one.what, one.case)

    def _without_case(self) -> Iterator[RowPrint]:
        """Letters that came in and belong to no case, and what belongs to them."""
        for watched in of_cases():
            if watched.owner is not Owner.ITSELF:
                yield from rows.compare(watched, ownerless(self.session, watched), self._known({}), self.found)

    def _of_house(self) -> Iterator[RowPrint]:
        for watched in WATCHED.values():
            if watched.owner is Owner.HOUSE:
                yield from rows.compare(watched, ownerless(self.session, watched), self._known({}), self.found)

    def _gone(self) -> Iterator[RowPrint]:
        known = self._known({})
        cases = {watched.table.name for watched in of_cases()}
        for name, watched in WATCHED.items():
            only = frozenset(self.only) if self.only is not None and name in cases else None
            yield from rows.removed(watched, known, self.found, only=only)
        present = frozenset(self.session.execute(select(case.c.id)).scalars())
        chains.removed(self.signed, present, self.found)

    def _known(self, cases: Mapping[int, CaseNow]) -> Known:
        return Known(signed=self.signed, house=self.since, erased=self.erased, cases=cases)
