"""Makes a mail's HTML safe to look at: no script, no style, nothing fetched, links as words with their address shown.

The markup is cleaned by an allow-list (nh3) as the very last step, so that nothing done before it can undo it.
"""

import base64
import re
from email import message_from_bytes
from email.message import Message

import lxml.etree
import lxml.html
import nh3

from ingest.formats.html import decode_html
from ingest.headers import first, headers_of, parameter
from ingest.salvage import with_fields_mended

_BLOCKS = {"p", "div", "br", "hr", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "center"}
_LISTS = {"ul", "ol", "li", "dl", "dt", "dd"}
_WORDS = {"b", "strong", "i", "em", "u", "s", "sub", "sup", "span", "small", "big", "code", "font", "del", "ins"}
_TABLES = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"}
_TAGS = _BLOCKS | _LISTS | _WORDS | _TABLES | {"img"}
_DROPPED = {"script", "style", "title", "noscript", "template", "iframe", "object", "svg", "math"}
_ATTRIBUTES = {
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "table": {"border"},
    "img": {"src", "alt"},
    "span": {"class"},
}
_CLASSES = {"link-address", "no-picture"}
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+")
_MOST_MARKUP = 4_000_000
_MOST_PICTURES = 12_000_000


def mail_html(data: bytes) -> str | None:
    """The HTML body of a mail, cleaned, its own pictures within it; None if it has none."""
    try:
        message = message_from_bytes(with_fields_mended(data.lstrip(b"\xef\xbb\xbf\r\n")))
        bodies = [part for part in message.walk() if _is_body(part)]
        if not bodies:
            return None
        pictures = _pictures(message)
        return "<hr>".join(_cleaned(_markup(part), pictures) for part in bodies)
    except RecursionError:
        return None


def _is_body(part: Message) -> bool:
    headers = headers_of(part)
    disposition = first(headers, "content-disposition").strip().lower()
    named = parameter(first(headers, "content-type"), "name")
    return part.get_content_type() == "text/html" and not disposition.startswith("attachment") and not named


def _markup(part: Message) -> str:
    payload = part.get_payload(decode=True)
    label = parameter(first(headers_of(part), "content-type"), "charset")
    return decode_html(payload if isinstance(payload, bytes) else b"", label)[:_MOST_MARKUP]


def _pictures(message: Message) -> dict[str, str]:
    """Content-ID → data: address, of the pictures that the mail itself carries (RFC 2392)."""
    found: dict[str, str] = {}
    left = _MOST_PICTURES
    for part in message.walk():
        name = first(headers_of(part), "content-id").strip().strip("<>")
        kind = part.get_content_type()
        payload = part.get_payload(decode=True) if name and kind in _PICTURES else None
        if isinstance(payload, bytes) and len(payload) <= left:
            left -= len(payload)
            found[name] = f"data:{kind};base64,{base64.b64encode(payload).decode()}"
    return found


def _cleaned(markup: str, pictures: dict[str, str]) -> str:
    return nh3.clean(
        _tamed(markup, pictures),
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"data"},
        strip_comments=True,
        link_rel=None,
    )


def _kept(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _DATA.fullmatch(value) else None
    if name == "class":
        return value if value in _CLASSES else None
    return value


def _tamed(markup: str, pictures: dict[str, str]) -> str:
    """Links become their words and address; pictures of the mail stand in it, others are named as not loaded."""
    try:
        root = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", markup))
    except (lxml.etree.LxmlError, ValueError):
        return markup
    for image in list(root.iter("img")):
        source = (image.get("src") or "").strip()
        inline = pictures.get(source[4:]) if source[:4].lower() == "cid:" else None
        if inline is None:
            _replaced(image, "no-picture", f"〔图片{'：' + alt if (alt := image.get('alt')) else ''}〕")
        else:
            image.set("src", inline)
            image.set("alt", image.get("alt") or "")
    for link in list(root.iter("a")):
        address = (link.get("href") or "").strip()
        if address and address not in "".join(str(piece) for piece in link.itertext()):
            shown = lxml.html.Element("span")
            shown.set("class", "link-address")
            shown.text = f"〔{address[:300]}〕"
            link.append(shown)
    return str(lxml.html.tostring(root, encoding="unicode"))


def _replaced(element: "lxml.html.HtmlElement", class_: str, text: str) -> None:
    shown = lxml.html.Element("span")
    shown.set("class", class_)
    shown.text, shown.tail = text, element.tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, shown)
