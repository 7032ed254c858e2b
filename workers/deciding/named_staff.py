"""Whom of the staff a letter names: a complaint about a person never lies with that person (TRADE 1).

By the whole name, or by surname and title (王主任, 客服小王, 姓王的) of a role that they hold. Whom a letter names in
passing counts too: another one follows the case up just as well, and a head may take the name out again.
"""

import re
from collections.abc import Iterable, Mapping

from domain.codes import Role
from domain.staff import Person
from language.folding import comparing

_SHORTEST = 2
_DOUBLE = re.compile("欧阳|司马|上官|诸葛|夏侯|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|端木|长孙|宇文|轩辕|南宫|独孤")
"""Surnames of two characters."""


def named_staff(
    text: str,
    staff: Iterable[Person],
    titles: Mapping[Role, tuple[str, ...]],
    *,
    project: str | None,
    writer: str | None = None,
) -> tuple[str, ...]:
    """Their logins, sorted. titles: of `owners.yaml`. project: where a title is theirs. writer: who wrote it."""
    heard, own = comparing(text), comparing(writer)
    return tuple(
        sorted(
            person.login
            for person in staff
            if (name := comparing(person.name)) != own and _is_named(heard, name, person, titles, project)
        )
    )


def _is_named(
    heard: str, name: str, person: Person, titles: Mapping[Role, tuple[str, ...]], project: str | None
) -> bool:
    if len(name) < _SHORTEST:
        return False
    if name in heard:
        return True
    held = [role for role in titles if person.grant(role, project=project) is not None]
    called = "|".join(re.escape(comparing(title)) for role in held for title in titles[role])
    surname = re.escape(name[:2] if _DOUBLE.match(name) and len(name) > _SHORTEST else name[0])
    if not called or not surname.strip():
        return False
    return (
        re.search(f"{surname}(?:{called})|(?:{called})的?[小老阿]{surname}|姓{surname}的(?:{called})", heard)
        is not None
    )
