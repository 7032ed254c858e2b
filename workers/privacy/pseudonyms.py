"""Puts one made-up name in place of each real one, the same throughout a case, so that its story can be followed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from domain.said import filled
from language.folding import comparing
from language.places import comparing_place
from workers.privacy.personal_marks import Mark, find_marks
from workers.privacy.resident import Resident


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What stands in place of what. marks: by the kinds of a mark; {number}: which of its kind it is, so that two are
    told apart. stems: those that follow a role, one for each person.
    """

    marks: Mapping[str, str]
    project: str
    stems: str


NUMBERED = Wording(
    marks={
        "phone": "〔电话{number}〕",
        "email": "〔邮箱{number}〕",
        "identity": "〔证件{number}〕",
        "card": "〔卡号{number}〕",
        "plate": "〔车牌{number}〕",
        "account": "〔账号{number}〕",
        "building": "{number}栋",
        "unit": "{number}单元",
        "room": "{number}室",
    },
    project="某小区",
    stems="甲乙丙丁戊己庚辛壬癸",
)
"""Where a story is to be followed: who wrote what, and which flat lies above which."""
_FIRST_ROOM = 100
_TITLE = re.compile("(?:先生|女士|小姐|太太)$")


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Whose names are known before a text is read. owners, staff: names; projects: of housing estates."""

    owners: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    """(kind, value) of phones and mail addresses that the case's records hold."""


@dataclass
class Pseudonyms:
    """The made-up names of one case; what was replaced once is replaced the same way in every text."""

    cast: Cast
    wording: Wording = NUMBERED
    _given: dict[tuple[str, str], str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for names, role in ((self.cast.owners, "业主"), (self.cast.staff, "员工")):
            for name in names:
                self._name(name, role)

    def learn(self, texts: Iterable[str]) -> None:
        """Hear of everybody whom any of the texts names, so that each is covered in all of them."""
        for text in texts:
            for mark in find_marks(text):
                if mark.kind == "name" and len(mark.value) > 1:
                    self._name(mark.value, "人员")

    def replaced(self, text: str) -> str:
        """The text with made-up names and numbers."""
        out, done = [], 0
        for mark in find_marks(text, known=self.known):
            out += [text[done : mark.start], self._for(mark)]
            done = mark.end
        return "".join((*out, text[done:]))

    def known(self, text: str) -> Iterator[Mark]:
        """Names that are known already, wherever and however they are written; phones and addresses of the records."""
        signs = frozenset(comparing(text))
        for name in self._names:
            # To look for each of hundreds of colleagues by a pattern of its own would cost a page its time.
            if not signs.issuperset(comparing(name)):
                continue
            for span in Resident.of(name=name).spans(text):
                yield Mark("name", name, span.start, span.end)
        for kind, value in self.cast.numbers:
            sought = Resident.of(phone=value) if kind == "phone" else Resident.of(email=value)
            for span in sought.spans(text):
                yield Mark(kind, value, span.start, span.end)
        for project in filter(None, self.cast.projects):
            for span in Resident.of(name=project).spans(text):
                yield Mark("name", project, span.start, span.end)

    def _for(self, mark: Mark) -> str:
        if mark.kind == "name":
            return self.wording.project if mark.value in self.cast.projects else self._person(mark.value)
        value = comparing_place(mark.value) if mark.kind in {"building", "unit", "room"} else mark.value
        number = self._number(mark.kind, value) + (_FIRST_ROOM if mark.kind == "room" else 0)
        return filled(self.wording.marks[mark.kind], {"number": number})

    def _person(self, name: str) -> str:
        """王女士 is 王芳, if no other of that surname is known."""
        surname = _TITLE.sub("", name)
        same = {given for known, given in self._names.items() if known.startswith(surname)}
        return same.pop() if len(surname) == 1 and len(same) == 1 else self._name(name, "人员")

    def _number(self, kind: str, value: str) -> int:
        known = self._given.setdefault((kind, value), str(sum(one == kind for one, _ in self._given) + 1))
        return int(known)

    def _name(self, name: str, role: str) -> str:
        key = comparing(name)
        for known, given in self._names.items():
            if comparing(known) == key:
                return given
        count = sum(given.startswith(role) for given in self._names.values())
        stems = self.wording.stems
        stem = stems[count % len(stems)] + (str(count // len(stems)) if count >= len(stems) else "")
        self._names[name] = f"{role}{stem}"
        return self._names[name]

    @property
    def names(self) -> Mapping[str, str]:
        """Real name → made-up name: never to be handed out."""
        return dict(self._names)
