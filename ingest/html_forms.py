"""Puts into a web page what its form was filled in with, and takes out what was only offered."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import lxml.html

_FORMS = re.compile(r"<(?:input|select|textarea)\b", re.IGNORECASE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*>?")
_UNSHOWN = frozenset({"hidden", "password", "submit", "button", "reset", "image", "file"})


def filled_in(markup: str) -> str:
    """The markup with boxes as ☑ or ☐ and every other control as its value; unchanged without a form.

    Of a list what is selected, of a page on which nothing is, nothing.
    """
    if not _FORMS.search(markup):
        return markup
    import lxml.etree  # noqa: PLC0415  # few mails carry a form
    import lxml.html  # noqa: PLC0415  # as above

    try:
        root = lxml.html.document_fromstring(_DECLARED.sub("", markup))
    except (lxml.etree.LxmlError, ValueError):
        return markup
    for control in list(root.iter("input", "select", "textarea")):
        shown = lxml.html.Element("span")
        shown.text, shown.tail = _shown(control), control.tail
        parent = control.getparent()
        if parent is not None:
            parent.replace(control, shown)
    return str(lxml.html.tostring(root, encoding="unicode"))


def _shown(control: "lxml.html.HtmlElement") -> str:
    if control.tag == "textarea":
        return str(control.text_content())
    if control.tag == "select":
        chosen = (one for one in control.iter("option") if one.get("selected") is not None)
        return "、".join(" ".join(str(one.text_content()).split()) for one in chosen if one.get("value") != "")
    kind = (control.get("type") or "text").strip().lower()
    if kind in {"checkbox", "radio"}:
        return "☐" if control.get("checked") is None else "☑"
    return "" if kind in _UNSHOWN else str(control.get("value") or "")
