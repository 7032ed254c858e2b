"""Whether a case and the replies of other cases that answer it too say the same of each other."""

from domain.events import EventName
from workers.audit.case_file import CaseFile
from workers.audit.found import Found


def check(file: CaseFile, found: Found) -> None:
    """The rows that name the case in a letter of another one, against the events that tell it."""
    if any(one.payload is None for one in file.events):
        return
    told = {int(one.get("letter")): bool(one.get("stands")) for one in file.told(EventName.ANSWERED_ALONG)}
    rows = {int(seen.values["letter_id"]): seen for seen in file.of("letter_case")}
    for letter, seen in rows.items():
        if told.get(letter) is not (seen.values["ended_at"] is None):
            found.add("letter_case", seen.key, "一并答复的案件与经过中的不同", file.number)
    for letter in told.keys() - rows.keys():
        found.add("letter_case", f"{letter}/{file.id}", "经过中有一并答复的回函，记录却不见了", file.number)
