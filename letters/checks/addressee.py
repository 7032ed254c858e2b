"""Whether the salutation is the resident's: the wrong name on a letter is worse than none."""

import re
from collections.abc import Iterator

from domain.letter_kinds import TO_RESIDENT
from domain.said import N_
from language.folding import said
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found
from letters.text.fold import bare
from letters.word.blocks import BlockRole

_EITHER = re.compile(r"先生[／/、]女士")
_TITLE = r"(?:先生|女士|小姐|老师|阿姨|叔叔|太太|业主|住户|租户)"
_NAMED = re.compile(rf"^\s*(?:尊敬的)?(?P<name>[^：:，]*?)(?P<title>{_TITLE}?(?:[／/]{_TITLE})?)[：:]?\s*$")
_NOBODY = re.compile(r".*(?:各位|全体|业主|住户|租户|来信人).*|")


def find(letter: CheckedLetter) -> Iterator[Found]:
    """A name that is not the resident's, and a title that is still to be chosen."""
    for block in letter.blocks:
        if block.role is not BlockRole.ADDRESSEE:
            continue
        text = said(block.text)
        if either := _EITHER.search(text):
            words = block.text[either.start() : either.end()]
            message = N_("称呼“{words}”请按来信人选定一个。")
            yield Found(
                message=message,
                words=words,
                values={"words": words},
                block=block.index,
                start=either.start(),
                end=either.end(),
            )
        named = _NAMED.match(text)
        if named and not _is_right(named["name"], named["title"], letter):
            start, end = named.span("name")
            words, name = block.text[start:end], letter.facts.resident_name or ""
            message = N_("称呼中的“{words}”与案件登记的来信人“{name}”不符，请核对。")
            yield Found(
                message=message,
                words=words,
                values={"words": words, "name": name},
                block=block.index,
                start=start,
                end=end,
            )


def _is_right(named: str, title: str, letter: CheckedLetter) -> bool:
    resident = bare(letter.facts.resident_name or "")
    name = bare(named)
    if not resident or letter.facts.group or not name or _NOBODY.fullmatch(name):
        return True
    full = resident in {name, name + bare(title)} or name == re.sub(f"{_TITLE}$", "", resident)
    return full or (len(name) == 1 and bool(title) and resident.startswith(name))


CHECK = Check(id="addressee", title="称呼与来信人", kinds=TO_RESIDENT, find=find)
