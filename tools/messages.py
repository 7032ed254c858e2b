"""Brings the desk's catalogue up to date with what pages and code say: new messages are added without a translation.

Usage: python tools/messages.py [--missing]   (--missing only lists what has no English yet, and fails if there is any)
"""

import sys

from babel.messages import Catalog, pofile

from desk import messages

PATH = messages.CATALOGUE
HEADER = b"""\
# What the desk says, in English: msgid is the Chinese sentence as pages and code have it.
# New messages: python tools/messages.py adds them empty.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""Written as it stands: Babel's own header carries the time, and would change with every run."""


def main() -> int:
    """Rewrite the catalogue, or list what it lacks."""
    known = _read()
    catalogue = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for message, place in messages.extracted():
        kept = known.get(message)
        string = kept.string if kept else ""
        catalogue.add(message, string or "", locations=[(place, None)])
    if "--missing" in sys.argv:
        missing = [str(entry.id) for entry in catalogue if entry.id and not entry.string]
        sys.stdout.writelines(f"{one}\n" for one in missing)
        return 1 if missing else 0
    PATH.parent.mkdir(parents=True, exist_ok=True)
    with PATH.open("wb") as file:
        file.write(HEADER)
        pofile.write_po(file, catalogue, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return 0


def _read() -> Catalog:
    if not PATH.is_file():
        return Catalog(locale="en")
    with PATH.open("rb") as file:
        return pofile.read_po(file, locale="en")


if __name__ == "__main__":
    sys.exit(main())
