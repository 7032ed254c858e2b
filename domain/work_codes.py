"""The closed lists of the work on a case: its record, its plan, its approvals, what stands in its way."""

from enum import StrEnum


class Cause(StrEnum):
    """What a complaint comes from: 人/机/料/法/环 (TRADE 8)."""

    PEOPLE = "people"
    MACHINE = "machine"
    MATERIAL = "material"
    METHOD = "method"
    ENVIRONMENT = "environment"


class CauseSaid(StrEnum):
    """Who says what a complaint comes from: staff chose it, or rules propose it until they do."""

    CHOSEN = "chosen"
    PROPOSED = "proposed"


class Met(StrEnum):
    """Whether what the resident wants is met."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"


class RecordPart(StrEnum):
    """What of a case's record a version of it changed."""

    FACTS = "facts"
    MATTERS = "matters"
    INVESTIGATION = "investigation"
    CAUSE = "cause"
    HEARING = "hearing"
    OPINION = "opinion"
    SIGNATURE = "signature"
    ROUND = "round"
    """A further round began: what the one before found and did stands in the versions before."""


class EvidenceSource(StrEnum):
    """Where a piece of evidence comes from."""

    RESIDENT = "resident"
    VISIT = "visit"
    DEPARTMENT = "department"
    OTHER = "other"


class PlanState(StrEnum):
    """Where a plan of measures stands on its way to approval."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    VOID = "void"


class Verdict(StrEnum):
    """What an approver said."""

    APPROVED = "approved"
    RETURNED = "returned"


class Subject(StrEnum):
    """What may need an approval."""

    LETTER = "letter"
    PLAN = "plan"


class LoweringState(StrEnum):
    """What became of the wish to lower a grade A or B."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class HandUpState(StrEnum):
    """Where a case stands that was handed up: at a rung, answered, or with its owner again (or further up)."""

    OPEN = "open"
    ANSWERED = "answered"
    TAKEN = "taken"


class Blocker(StrEnum):
    """Who or what blocked work waits for."""

    SUPPLIER = "supplier"
    DEPARTMENT = "department"
    NEIGHBOUR = "neighbour"
    OWNERS = "owners"
    DEVELOPER = "developer"
    AUTHORITY = "authority"
    FUNDS = "funds"
    OTHER = "other"


class BlockingState(StrEnum):
    """Whether work is blocked still."""

    BLOCKED = "blocked"
    CLEARED = "cleared"


class EditHow(StrEnum):
    """How a version of a letter's text came about."""

    DRAFTED = "drafted"
    COMPOSED = "composed"
    BLOCKS = "blocks"
    UPLOAD = "upload"


class TemplateOrigin(StrEnum):
    """Where a version of a letter template comes from; FOLDER: somebody laid it into `templates/`; LETTERHEAD: made of
    the version before by the desk.
    """

    UPLOAD = "upload"
    FOLDER = "folder"
    LETTERHEAD = "letterhead"
