"""The document inside the frame that shows a mail: no script, no form, nothing fetched, whatever the mail says.

Three guards, each enough by itself: the markup is cleaned (`ingest.mail_page`), the frame is sandboxed, and this
document's own policy lets nothing in but the pictures within it and this one style, named by its hash (CSP Level 3).
"""

import base64
import hashlib
from html import escape

from fastapi.responses import HTMLResponse

from desk.access import Viewer
from domain.reading import Document

_STYLE = (
    "body{font:15px/1.7 'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;color:#1f2528;margin:14px;"
    "overflow-wrap:anywhere}img{max-width:100%;height:auto}table{border-collapse:collapse;max-width:100%}"
    "td,th{padding:2px 6px;vertical-align:top}blockquote{margin:8px 0 8px 6px;padding-left:10px;"
    "border-left:3px solid #d9d5cb;color:#586368}pre{white-space:pre-wrap;font:inherit}"
    ".link-address{color:#586368;font-size:.86em}.no-picture{color:#586368}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; img-src data:; style-src 'sha256-{_HASH}'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)


def mail_frame(viewer: Viewer, markup: str | None, document: Document) -> HTMLResponse:
    """The cleaned markup, or the words that were read of a mail that has none."""
    body = markup if markup is not None else f"<pre>{escape(document.text)}</pre>"
    language = "en" if viewer.person.language == "en" else "zh-Hans"
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(document.subject)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    )
    headers = {"Content-Security-Policy": _POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(html, headers=headers)
