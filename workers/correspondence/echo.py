"""What an acknowledgement that no one has looked at may repeat to an address that may be forged.

Who writes under another's address decides what our answer carries to its owner. Until the From is proved, it carries no
subject, no text but the sentence in which the rules heard a matter, and names only in the form that names have
(docs/decisions/017).
"""

import re
import unicodedata
from dataclasses import replace

from sqlalchemy.orm import Session

from domain.codes import Channel, LetterKind
from domain.reading_codes import Authentication
from language.folding import comparing
from letters.context import LetterContext, Place
from letters.text.wording import addressee
from store import directory, intake
from store.letters import LetterRow

_NAME = re.compile(r"[\u3400-\u9fff·]{1,6}|[A-Za-z][A-Za-z .'’-]{0,38}[A-Za-z.]?")
_LONGEST_PLACE = 12
_FIGURES = re.compile(r"[0-9０-９]{3,}|[零〇一二三四五六七八九]{3,}|[楼栋幢座]|单元|单位")
_LURE = re.compile(
    r"://|www|@|[a-z0-9-]\.(?:com|cn|net|org|top|xyz|vip|cc|io|me|shop|site|club)|[0-9]{5,}|"
    r"微信|加[v微q]|扫码|二维码|[qｑ]{2}|群号|点击|链接",
    re.IGNORECASE,
)


def may_repeat(session: Session, letter: LetterRow) -> bool:
    """Whether a letter may repeat what the writer wrote: a person answers for it, it is paper, or the From proved."""
    if letter.kind is not LetterKind.ACKNOWLEDGEMENT or letter.way is not None or not letter.to_address:
        return True
    row = intake.get(session, letter.intake_id)
    return row is None or row.channel is not Channel.EMAIL or row.authentication is Authentication.PASS


def muted(context: LetterContext) -> LetterContext:
    """The same letter without what a stranger could make it say."""
    heard = context.matters[0].resident_words if context.matters else ""
    quote = "" if _LURE.search(unicodedata.normalize("NFKC", heard)) else heard
    understood = context.understood
    if understood is None and not quote:
        understood = f"{addressee(group=context.group)}来信反映了有关情况，具体事项以来信为准"
    name = context.resident_name if _is_name(context.resident_name or "") else None
    return replace(
        context,
        resident_name=name,
        honorific=context.honorific if name else None,
        subject="",
        understood=understood,
        quote=quote,
    )


def unaddressed(context: LetterContext) -> LetterContext:
    """The same letter addressed to no one by name and about no flat, for who wrote is in doubt (docs/decisions/038).

    Of the writer's words it repeats the sentence in which the rules heard a matter, if that names no number.
    """
    heard = context.matters[0].resident_words if context.matters else ""
    understood = context.understood
    if _FIGURES.search(heard):
        heard = ""
    if understood is None and not heard:
        understood = f"{addressee(group=context.group)}来信反映了有关情况，具体事项以来信为准"
    return replace(
        context,
        resident_name=None,
        honorific=None,
        place=Place(),
        subject="",
        understood=understood,
        quote=heard,
        earlier=None,
        further=(),
    )


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and not _LURE.search(text)


def muted_place(session: Session, place: Place) -> Place:
    """A flat in the form that flats have, in a project that we manage."""
    known = {comparing(row.name) for row in directory.all_projects(session)}
    project = place.project if comparing(place.project) in known else None

    def short(part: str | None) -> str | None:
        return part if part and len(part) <= _LONGEST_PLACE and not _LURE.search(part) else None

    return Place(project=project, building=short(place.building), unit=short(place.unit), room=short(place.room))
