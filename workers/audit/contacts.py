"""The addresses and numbers by which households are found: those of their rows, neither more nor fewer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.directory import contacts_of
from store.tables import contact, household
from workers.audit.found import Found

_AT_ONCE = 500


def check(session: Session, found: Found) -> None:
    """Every household's. What differs is named by household and kind: the value itself is personal."""
    after = 0
    query = select(household.c.id, household.c.email, household.c.phone).order_by(household.c.id).limit(_AT_ONCE)
    while rows := session.execute(query.where(household.c.id > after)).all():
        after = rows[-1].id
        held: dict[int, set[tuple[str, str]]] = {row.id: set() for row in rows}
        for one in session.execute(select(contact).where(contact.c.household_id.in_(held))):
            held[one.household_id].add((one.kind, one.value))
        for row in rows:
            for kind, _ in held[row.id] ^ contacts_of(row.email, row.phone):
                found.add("contact", f"{row.id}/{kind}", "联系方式与住户名册中的不同：有改动、添加或删除")
