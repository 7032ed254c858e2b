"""A page's form as a browser would send it: every field with its value, in the order of the page."""

from html.parser import HTMLParser

_NEVER_SENT = ("submit", "button", "file")


class _Fields(HTMLParser):
    """The fields of the form with an id, those named by `form=` included."""

    def __init__(self, wanted: str) -> None:
        super().__init__(convert_charrefs=True)
        self._wanted = wanted
        self._form: str | None = None
        self._writing: str | None = None
        self.fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = given.get("id") or given.get("action")
        if tag not in ("input", "textarea") or given.get("form", self._form) != self._wanted or "name" not in given:
            return
        if tag == "textarea":
            self._writing = given["name"]
            self.fields.append((given["name"] or "", ""))
        elif given.get("type") not in _NEVER_SENT and ("checked" in given or given.get("type") not in _CHOSEN):
            self.fields.append((given["name"] or "", given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "textarea":
            self._writing = None

    def handle_data(self, data: str) -> None:
        if self._writing is not None:
            name, text = self.fields[-1]
            # A browser drops the line break right after the tag.
            self.fields[-1] = (name, text + (data if text else data.removeprefix("\n")))


_CHOSEN = ("checkbox", "radio")


def fields_of(html: str, form: str) -> list[tuple[str, str]]:
    """The fields of the form with that id or, if it has none, that action."""
    parser = _Fields(form)
    parser.feed(html)
    return parser.fields


def sent(fields: list[tuple[str, str]], **more: str) -> dict[str, list[str]]:
    """The fields as a client's `data`; `more` replaces what they say, or adds to it."""
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return data | {name: [value] for name, value in more.items()}
