"""Finds the writer's name as letters in English give it: My name is Chan Tai Man; Regards, Ms. Wong."""

import re
from collections.abc import Iterator

from language.patterns import LatePattern

_WORD = r"(?:[A-Z]['’][A-Z][a-z]{1,14}|(?:Mc|Mac)[A-Z][a-z]{1,14}|[A-Z][a-z]{1,15}|[A-Z]{2,12}(?![A-Za-z]))"
_INITIAL = r"(?:[A-Z]\.[ ]?)"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Madam|Mdm)\b\.?"
_NONE = (
    r"(?!(?:"
    r"The|An?|Owners?|Residents?|Tenants?|Unit|Flat|Block|Tower|Room|Floor|Dear|Sirs?|Management"
    r"|Manager|Office|Estate|Buildings?|Gardens?|Court|Road|Street|Hong Kong|Kowloon|Taipei|Tel|Phone"
    r"|Mobile|Email|Date|Yours|Best|Kind|Warm|Many|Thanks?|Regards|Please|Very|All|Concerned|Anonymous"
    r"|Same|On Behalf|Complaint|Subject|Signed|Property|Community|Committee|Security|Customer|Your|Our"
    r"|My|We|It|This|That|There|Not|Still|From|Sent|Phase|House|Villa|NA|NIL|TBC|ASAP|Withheld|Mr|Mrs"
    r"|Ms|Miss|Dr|Madam|Mdm|I|In|At|If|For|No|And|But|Both|Since|Now|Lift|Water"
    r")\b)"
)
_FULL = (
    rf"(?:{_INITIAL}{{1,3}} ?{_NONE}{_WORD}(?![ -][A-Z])"
    rf"|{_NONE}{_INITIAL}{{0,3}}{_WORD}(?: (?:{_INITIAL}{{1,2}} ?)?{_WORD}|-{_WORD}){{1,3}})"
)


def _name(full: str = "full", short: str = "short") -> str:
    """A full name without its title, like 王芳 of 王芳女士; a surname alone with it, like 王女士; as two groups."""
    return rf"(?:(?:{_TITLE} ?)?(?P<{full}>{_FULL})|(?P<{short}>{_TITLE} ?{_NONE}{_INITIAL}{{0,3}}{_WORD}))"


_NAME = _name()
_END = (
    r"(?=\s*(?:$|[,.;:()\[\]\n/、。|]|\d|[-–—]"
    r"|\b(?:of|from|at|in|and|living|here|speaking|again|whose|the owner)\b"
    r"|(?i:unit|flat|tel|room|block|phone|mobile|tower)\b))"
)
_OWNER = "(?:业主|住户|居民|户主|租户|租客|屋主|本人|我是|我叫|联络人|联系人|姓名|投诉人|署名|签名)"
_INTRODUCED = LatePattern(
    rf"(?:\b[Mm]y (?:full )?name is|\bI am called|\bI am|\bI['’]m|\b[Tt]his is|\bI,|\b[Mm]y name['’]s)\s+{_NAME}{_END}"
    rf"|(?:^|(?<=[,.!:] )){_name('here', 'titled')}(?= here\b)"
    rf"|(?<!call )(?<!ask )(?<!tell )(?<!contact )(?<![A-Za-z] ){_name('reached', 'by')}"
    r"(?=[ ,:(]{1,3}(?:\+?85[23] ?)?[2-9]\d{3} ?\d{4})"
    rf"|{_OWNER}\s*:?\s*(?P<owner>{_FULL})(?=\s*(?:$|[,.;:()\n、。]|\d|谨|敬|上|启))",
    re.MULTILINE,
)
_LABELLED = LatePattern(
    r"^[ \t\-*•]*(?:(?:resident|owner|tenant|complainant|contact|full|your|customer)(?:['’]s)? )?"
    r"(?:name|complainant|contact(?: person)?|signed(?: by)?|reported by|submitted by|resident|owner|tenant|from)"
    rf"(?: \([a-z /]{{1,20}}\))?\s*:\s*(?-i:{_NAME}{_END})",
    re.MULTILINE | re.IGNORECASE,
)
_CLOSING = (
    r"(?:regards|sincerely|faithfully|truly|respectfully|thanks|thank you(?: very much| in advance)?|cheers|best wishes"
    r"|yours|best)"
)
_CLOSES = re.compile(rf"(?:{_CLOSING}|此致|敬礼|谢谢|谢)[,.!\s]*$", re.IGNORECASE)
_SAME_LINE = LatePattern(rf"\b{_CLOSING}[,.!]?\s+(?-i:{_NAME}{_END})", re.IGNORECASE)
_LINE = LatePattern(
    rf"^[\s\-–—]*{_NAME}(?:\s*\((?:Mr|Mrs|Ms|Miss|Dr)\.?\)|\s*\([^()\n]{{1,50}}\))?"
    r"(?:\s*[,/|–—-]\s*[^.!?\n]{0,60})?\s*$"
)
_REACHED = re.compile(
    r"^\W*(?:(?:tel|phone|mobile|cell|flat|unit|room|block|tower|apt|email|date|owner|resident|tenant)\b.*"
    r"|[^A-Za-z]*|.*\d.*|\S+@\S+)$",
    re.IGNORECASE,
)
_SIGN_LINES = 6


def find_english_names(folded: str) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of each name that the writer gives as their own: introduced, labelled or signed."""
    for pattern in (_INTRODUCED, _LABELLED, _SAME_LINE):
        for found in pattern.finditer(folded):
            group = next(
                name
                for name in ("full", "short", "here", "titled", "reached", "by", "owner")
                if found.groupdict().get(name)
            )
            yield found[group], found.start(group), found.end(group)
    yield from _signed(folded)


def _signed(folded: str) -> Iterator[tuple[str, int, int]]:
    """A line that is a name, right below the closing words, or last but for where and how to reach them."""
    lines = [(found.start(), found[0]) for found in re.finditer(r"[^\n]*\S[^\n]*", folded)][-_SIGN_LINES:]
    for number, (offset, line) in enumerate(lines):
        found = _LINE.match(line)
        if not number or found is None:
            continue
        if _CLOSES.search(lines[number - 1][1]) or all(_REACHED.match(below) for _, below in lines[number + 1 :]):
            group = "full" if found["full"] else "short"
            yield found[group], offset + found.start(group), offset + found.end(group)
            return
