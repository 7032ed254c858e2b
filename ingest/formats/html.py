"""HTML: a body or a file, turned into text without ever following a reference."""

import re

from domain.reading import Part, Problem
from domain.reading_codes import Method
from ingest.charset import canonical, decode
from ingest.clean import clean
from ingest.elsewhere import inline_pictures, points_elsewhere
from ingest.html_forms import filled_in
from ingest.inside import Inside
from ingest.reading import Context, Reading

NAME = "html"
ORDER = 50

_START = re.compile(
    rb"^[\s\xef\xbb\xbf]*(?:<!--(?:(?!-->).)*+-->\s*)*+<(?:!doctype\s+html|html|head|body|meta|div|p|table|span|font|style|title|br)\b",
    re.IGNORECASE | re.DOTALL,
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding=[\"']([A-Za-z0-9_\-]+)")
_END = re.compile(r"</html\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_UNSEEN = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?table)\b[^>]*>", re.IGNORECASE)
_VOID_NAMES = "br img hr meta input link area base col embed source track wbr p li td tr th option"
_VOID = frozenset(_VOID_NAMES.split())
_MAX_DEPTH = 200
_MAX_BLANKS = re.compile(r"\n{3,}")


def sniff(data: bytes, name: str) -> bool:
    """Whether the bytes begin as HTML does."""
    del name
    return _START.match(data[:4000]) is not None or (b"<html" in data[:1000].lower() and b"\0" not in data[:1000])


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part of method html."""
    markup = decode_html(data, context.charset)
    text, problems = text_of(markup, name)
    part = Part(name=name, media_type="text/html", method=Method.HTML, text=text)
    inside = Inside(name, context)
    for picture in inline_pictures(markup):
        inside.add(picture, None)
    problems += (*points_elsewhere(text, markup, name), *inside.problems)
    return (Reading(parts=(part, *inside.parts), problems=problems),)


def decode_html(data: bytes, label: str | None) -> str:
    """HTML bytes as text: the carrier's charset, else the one in the document, each only as far as it fits."""
    meta = _META.search(data[:4000]) or _XML.match(data[:200])
    inner = meta[1].decode("ascii") if meta else None
    return decode(data, label if canonical(label) else inner)[0]


def text_of(markup: str, where: str) -> tuple[str, tuple[Problem, ...]]:
    """The visible text. Markup nested too deep for a parser is stripped of its tags instead, with a Problem."""
    if not markup.strip():
        return "", ()
    if _depth(markup) > _MAX_DEPTH:
        problem = Problem(where=where, what="网页嵌套过深，只取出了文字，版式已丢失", mend="请对照原件核对")
        return _stripped(markup), (problem,)
    return _rendered(markup), ()


def _depth(markup: str) -> int:
    """The deepest nesting of elements that need closing."""
    depth = deepest = 0
    for tag in _TAG.finditer(markup):
        if tag[3] or tag[2].lower() in _VOID:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _rendered(markup: str) -> str:
    from inscriptis import get_text  # noqa: PLC0415  # slow to import, and most mails carry plain text

    # inscriptis stops at the first </html>; several documents may follow one another in one body.
    pages = [piece for piece in _END.split(markup) if piece.strip()]
    return _tidy("\n".join(get_text(_without_declaration(filled_in(page))) for page in pages))


def _without_declaration(markup: str) -> str:
    """lxml refuses a str that declares an encoding."""
    return re.sub(r"^\s*<\?xml[^>]*>?", "", markup)


def _stripped(markup: str) -> str:
    from html import unescape  # noqa: PLC0415  # only for markup no parser should see

    return _tidy(unescape(re.sub(r"<[^<>]*>", "", _BREAK.sub("\n", _UNSEEN.sub("", markup)))))


def _tidy(text: str) -> str:
    lines = (line.strip() for line in text.replace("\xa0", " ").split("\n"))
    return clean(_MAX_BLANKS.sub("\n\n", "\n".join(lines)))
