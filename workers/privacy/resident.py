"""One resident's name, phones, mail addresses and flats, known again in any spelling: what a request is about.

Both scripts, full width, blanks and invisible characters within a name, phones in any grouping or in Chinese figures.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from language.folding import comparing, half_width
from language.places import comparing_place
from store import serialization
from store.directory import normal_email, normal_phone

MASK = "■"
"""Stands for each character that is gone, so that every offset into the text still holds."""
_LEAST_NAME, _LEAST_PHONE = 2, 7
_MARKS = r"\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff·•._\-/*"
_BETWEEN = rf"[{_MARKS}]{{0,4}}"
_BETWEEN_DIGITS = rf"[{_MARKS}()（）,，+]{{0,4}}"
_FIGURES = ("0〇零○", "1一壹幺", "2二贰两", "3三叁", "4四肆", "5五伍", "6六陆", "7七柒", "8八捌", "9九玖")
_TITLES = ("先生", "女士", "小姐", "太太", "阿姨", "师傅", "同志", "大爷", "大妈", "老师")
_AREA_CODE = re.compile(r"0(?:10|2\d|[3-9]\d\d)(?=\d{7,8}$)")
_AT = r"\s*(?:@|%40|\(at\)|\[at\])\s*"


@dataclass(frozen=True, kw_only=True)
class Flat:
    """A flat in the comparing forms of the directory; unknown parts are empty."""

    project: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""

    @classmethod
    def of(cls, project: str | None, building: str | None, unit: str | None, room: str | None) -> "Flat":
        """From the forms that people write."""
        return cls(
            project=comparing(project),
            building=comparing_place(building),
            unit=comparing_place(unit),
            room=comparing_place(room),
        )

    def fits(self, other: "Flat") -> bool:
        """Whether both may be one flat: no part known to both differs, and both name a room."""
        pairs = [(getattr(self, name), getattr(other, name)) for name in ("project", "building", "unit", "room")]
        return bool(self.room and other.room) and all(one == two for one, two in pairs if one and two)


@dataclass(frozen=True)
class Span:
    """Where in a text the resident is named. kind: `name phone email flat`."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class Resident:
    """Whom a request is about. phones: digits; emails: lower case; names as they were written, one spelling each."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    flats: frozenset[Flat] = frozenset()

    @classmethod
    def of(
        cls,
        *,
        name: str | None = None,
        phone: str | None = None,
        email: str | None = None,
        flat: Flat | None = None,
    ) -> "Resident":
        """From single details as people write them; what is too short to be known again is left out."""
        names = frozenset({" ".join(name.split())}) if name and is_name(name) else frozenset[str]()
        digits, address = normal_phone(phone), normal_email(email)
        return cls(
            names=names,
            phones=frozenset({digits} if len(digits) >= _LEAST_PHONE else ()),
            emails=frozenset({address} if "@" in address else ()),
            flats=frozenset({flat} if flat is not None and flat.room else ()),
        )

    def __or__(self, other: "Resident") -> "Resident":
        """Both together; a name that is known in another spelling is not taken twice."""
        known = {comparing(name) for name in self.names}
        return Resident(
            names=self.names | {name for name in other.names if comparing(name) not in known},
            phones=self.phones | other.phones,
            emails=self.emails | other.emails,
            flats=self.flats | other.flats,
        )

    @property
    def empty(self) -> bool:
        """Whether nothing is known."""
        return not (self.names or self.phones or self.emails or self.flats)

    def agrees(self, name: str | None) -> bool:
        """Whether a name may be this resident's: equal in any script, a surname with its title, or unknown."""
        if not name or not self.names:
            return True
        given = comparing(name)
        return any(given == known or _titled(given, known) for known in map(comparing, self.names))

    def spans(self, text: str) -> list[Span]:
        """Where a text names the resident, in order, none over another."""
        if self._pattern is None or not text:
            return []
        found = self._pattern.finditer(alike(text))
        return [Span(one.start(), one.end(), str(one.lastgroup).rstrip("0123456789_")) for one in found]

    def named_in(self, text: str) -> bool:
        """Whether a text names the resident at all."""
        return self._pattern is not None and bool(text) and self._pattern.search(alike(text)) is not None

    def masked(self, text: str) -> str:
        """The text with every naming of the resident covered, as long as before."""
        out, done = [], 0
        for span in self.spans(text):
            out += [text[done : span.start], MASK * (span.end - span.start)]
            done = span.end
        return "".join((*out, text[done:]))

    def to_json(self) -> str:
        """For a list of what is left to do; `from_json` reads it."""
        return serialization.dump(_Plain, _Plain(self.names, self.phones, self.emails, self.flats))

    @classmethod
    def from_json(cls, text: str | None) -> "Resident":
        """What `to_json` wrote; no one for None."""
        if text is None:
            return cls()
        plain = serialization.load(_Plain, text)
        return cls(names=plain.names, phones=plain.phones, emails=plain.emails, flats=plain.flats)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        parts = [("name", _name(name)) for name in sorted(self.names, key=len, reverse=True)]
        parts += [("email", _email(address)) for address in sorted(self.emails, key=len, reverse=True)]
        parts += [("phone", _phone(digits)) for digits in sorted(self.phones, key=len, reverse=True)]
        parts += [("flat", pattern) for flat in sorted(self.flats, key=str) for pattern in _flat(flat)]
        if not parts:
            return None
        groups = "|".join(f"(?P<{kind}_{at}>{pattern})" for at, (kind, pattern) in enumerate(parts))
        return re.compile(groups, re.IGNORECASE)


@dataclass(frozen=True)
class _Plain:
    names: frozenset[str]
    phones: frozenset[str]
    emails: frozenset[str]
    flats: frozenset[Flat]


def alike(text: str) -> str:
    """Text for comparing: simplified script, half width, compatibility forms as their own; as long as before."""
    if not unicodedata.is_normalized("NFKC", text):
        text = "".join(map(_own_form, text))
    return half_width(text)


def is_name(name: str) -> bool:
    """Whether a name can be known again: at least two characters, and no mere surname with a title."""
    plain = comparing(name)
    return len(plain) >= _LEAST_NAME and not any(plain.endswith(title) and len(plain) <= 4 for title in _TITLES)


def names_in(text: str | None) -> list[str]:
    """The names of a directory's cell, which may hold several: 王芳、李明."""
    return [part for part in re.split(r"[,;，；、/|]+", text or "") if part.strip()]


def union(residents: Iterable[Resident]) -> Resident:
    """All together."""
    found = Resident()
    for one in residents:
        found |= one
    return found


@lru_cache(maxsize=10_000)
def _own_form(character: str) -> str:
    form = unicodedata.normalize("NFKC", character)
    return form if len(form) == 1 else character


def _titled(given: str, known: str) -> bool:
    """王女士 may be 王芳; 王芳女士 is."""
    for title in map(comparing, _TITLES):
        if given.endswith(title):
            bare = given.removesuffix(title)
            return bool(bare) and known.startswith(bare)
    return False


def _name(name: str) -> str:
    folded = alike(name)
    if folded.isascii():
        return r"(?<![a-z])" + rf"[{_MARKS}]{{1,4}}".join(map(re.escape, folded.split())) + r"(?![a-z])"
    return _BETWEEN.join(re.escape(character) for character in folded if not character.isspace())


def _email(address: str) -> str:
    local, _, domain = alike(address).partition("@")
    return rf"(?<![a-z0-9]){re.escape(local)}{_AT}{re.escape(domain)}(?![a-z0-9])"


def _phone(digits: str) -> str:
    whole = rf"(?:(?:\+|00)?86{_BETWEEN_DIGITS})?{_figures(digits)}"
    area = _AREA_CODE.match(digits)
    if area:
        local = rf"(?<![0-9]){_figures(digits[area.end() :])}(?![0-9])"
        return f"{whole}|{local}"
    return whole if len(digits) > 8 else rf"(?<![0-9]){whole}(?![0-9])"


def _figures(digits: str) -> str:
    return _BETWEEN_DIGITS.join(f"[{_FIGURES[int(digit)]}]" for digit in digits)


def _flat(flat: Flat) -> list[str]:
    """A flat with its building: 3栋2单元501, 3号楼501室, 3-2-501, also in Chinese figures. A room alone is no one's."""
    if not (flat.building and flat.room):
        return []
    gap = r"\s*[-—,，、的]?\s*"
    building = rf"(?<![0-9a-z]){_place(flat.building)}\s*(?:号?院?[栋幢座]|号?楼|#|单元|(?=\s*-))"
    unit = (
        rf"(?:{gap}{_place(flat.unit) if flat.unit else '[0-9一二三四五六七八九十]{1,3}'}\s*(?:单元|门|梯|(?=\s*-)))?"
    )
    floor = r"(?:\s*[0-9一二三四五六七八九十]{1,3}\s*[楼层])?"
    return [rf"{building}楼?{unit}{gap}{floor}{gap}{_place(flat.room)}(?![0-9])(?:\s*(?:号房|室|房|号))?"]


def _place(value: str) -> str:
    """A number as figures, or read in Chinese digit by digit (五〇一) or as a number (十二)."""
    if not value.isdigit():
        return re.escape(value)
    forms = [rf"0*{value}", "".join(f"[{_FIGURES[int(digit)]}]" for digit in value)]
    number = int(value)
    if 10 <= number < 100:
        tens = "" if number < 20 else "一二三四五六七八九"[number // 10 - 1]
        forms.append(f"{tens}十{'一二三四五六七八九'[number % 10 - 1] if number % 10 else ''}")
    return f"(?:{'|'.join(forms)})"
