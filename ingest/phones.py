"""Finds telephone numbers and mail addresses in folded text, however they are grouped or spelt."""

import re
from collections.abc import Iterator

from domain.reading_codes import FieldName
from ingest.found import Found, near

_MOBILE = (
    r"(?<!\d)(?P<prefix>(?:\(?(?:\+|00)\s?86\)?|86)[\s-]?)?"
    r"(?P<mobile>\(?1[3-9]\d\)?[\s\-.]?\d{4}[\s\-.]?\d{4}|1[3-9]\d[\s\-]\d{3}[\s\-]\d{5}|1[3-9]\d{2}[\s\-]\d{3}[\s\-]\d{4}"
    r"|1[3-9]\d{5}[\s\-]\d{4}|1 [3-9](?:[ \-]\d){9})(?!\d)(?![\- \t](?!1[3-9]\d{9}(?!\d))\d{4,}(?!\d|\s*[年/.\-]\s*\d))"
)
_LAND = (
    r"(?<![\d\-])(?<!\d )(?P<land>\(0\d{1,3}\)[\s-]?\d{3,4}[\s-]?\d{4}"
    r"|0\d{1,3}[\s-]{1,2}\d{3,4}[\s-]?\d{4}|0\d{2,3}\d{7,8}|0(?: \d){2,3} ?- ?\d(?: \d){6,7})(?!\d)"
)
_ABROAD = (
    r"(?<!\d)(?P<abroad>\(?(?:\+|00)?(?:852|853)\)?[\s-]?[2-9]\d{3}[\s-]?\d{4}"
    r"|\(?(?:\+|00)?886\)?[\s-]?\d{1,3}[\s-]?\d{3,4}[\s-]?\d{3,4}|09\d{2}[\s-]?\d{3}[\s-]?\d{3})(?!\d)"
)
_CALL = (
    r"(?:电话|座机|手提|手机|联系方式|联[系络]|致电|来电|回电|拨打|打|热线|\btel(?:ephone)?|\bphone|\bmobile"
    r"|\bcall(?: me)?(?: (?:at|on))?|\bwhatsapp|\bcontact(?: no)?)\.?\s*(?:号码|方式|[畀给]?我)?\s*(?:是|为|系)?[:\s]*"
)
_EIGHT = r"[2-9]\d{3}[\s-]?\d{4}"
_LOCAL = rf"{_CALL}(?P<local>{_EIGHT}|[2-9]\d{{2}}[\s-]?\d{{4}})(?!\d)(?!\s*[元年月人户])"
_MORE = rf"(?<=\d)\s*[/或、,和&]\s*(?P<more>{_EIGHT})(?!\d)"
_GROUPED = (
    r"(?<![\d.A-Za-z])(?<!\d[\s-])(?P<grouped>[5-9]\d(?!00[\s-]\d\d00)\d\d[\s-]\d{4})(?![\s-]?\d)(?!\s*[元年月人户])"
)
_BESIDE_TITLE = r"(?<=[生太姐士])\s*[:,]?\s*(?P<titled>[2-9]\d{3}[\s-]?\d{4})(?!\d)"
_PHONES = re.compile(f"{_MOBILE}|{_ABROAD}|{_LAND}|{_LOCAL}|{_GROUPED}|{_BESIDE_TITLE}", re.IGNORECASE)
_AGAIN = re.compile(_MORE)
_EXTENSION = re.compile(r"\s?(?:,\s?)?(?:转|分机(?:号)?|ext\.?|内线)\s?:?\s?(?P<number>\d{1,6})(?!\d)", re.IGNORECASE)
_DASHED = re.compile(r"-(?P<number>\d{3,4})(?![\d\-])")
_DIGITS = re.compile(r"(?:\d[\s\-().]{0,2}){7}")
_GROUPS = ("mobile", "abroad", "land", "local", "grouped", "titled")
_SPELT = "零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺"
_VALUES = str.maketrans(_SPELT, "0001234567891234567891")
_SPELT_OUT = re.compile(
    rf"(?<![{_SPELT}])(?:[一幺壹][\s-]?[三四五六七八九叁肆伍陆柒捌玖](?:[\s-]?[{_SPELT}]){{9}}"
    rf"|[零〇○][\s-]?[{_SPELT}](?:[\s-]?[{_SPELT}]){{8,10}})(?![{_SPELT}十百千万])"
)
_SPELT_LOCAL = re.compile(
    rf"{_CALL}(?P<spelt>[二三四五六七八九](?:[\s-]?[{_SPELT}]){{7}})(?![{_SPELT}十百千万])", re.IGNORECASE
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9\-])"
)


def find_phones(folded: str) -> Iterator[Found]:
    """Digits only, a mainland mobile without its +86; an extension follows behind 转: 01087654321转608."""
    end = 0
    for found in near(_PHONES, _DIGITS, folded, before=24):
        group = next(name for name in _GROUPS if found[name])
        start = found.start() if group == "mobile" and found["prefix"] else found.start(group)
        if not found[group].strip("0 -()") or start < end:
            continue
        phone = _with_extension(folded, start, found.end(group), _digits(found[group]), dashed=group == "land")
        end = phone.end
        yield phone
        while more := _AGAIN.match(folded, end) if group == "local" else None:
            end = more.end()
            yield Found(name=FieldName.PHONE, value=_digits(more["more"]), start=more.start("more"), end=end)
    places = [found.span() for found in _SPELT_OUT.finditer(folded)]
    places += [found.span("spelt") for found in _SPELT_LOCAL.finditer(folded)]
    for start, end in places:
        digits = re.sub(r"[\s-]", "", folded[start:end]).translate(_VALUES)
        yield _with_extension(folded, start, end, digits, dashed=False)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _with_extension(folded: str, start: int, end: int, digits: str, *, dashed: bool) -> Found:
    extension = _EXTENSION.match(folded, end) or (_DASHED.match(folded, end) if dashed else None)
    value = f"{digits}转{extension['number']}" if extension else digits
    return Found(name=FieldName.PHONE, value=value, start=start, end=extension.end() if extension else end)


def find_emails(folded: str) -> Iterator[Found]:
    """Addresses in lower case."""
    if "@" not in folded:
        return
    for found in _EMAIL.finditer(folded):
        yield Found(name=FieldName.EMAIL, value=found[0].lower(), start=found.start(), end=found.end())
