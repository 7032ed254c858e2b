"""The closed lists of the trade and of the road of a letter, so that no room invents a value of its own.

What reading finds stands in `reading_codes`, the work on a case in `work_codes`, staff in `staff_codes`.

Sources: DESIGN 2 and 4 (values), TRADE 4-7 (meaning). A new value needs a note in docs/decisions/.
"""

from enum import StrEnum

from domain.listing import added


class Channel(StrEnum):
    """投诉来源: the way a complaint reached the company."""

    EMAIL = "email"
    LETTER = "letter"
    FAX = "fax"
    PHONE = "phone"
    COUNTER = "counter"
    WECHAT = "wechat"
    APP = "app"
    WEB = "web"
    """The public page of the company (decision 075)."""
    HOTLINE = "hotline"
    FORUM = "forum"
    REFERRAL = "referral"
    OTHER = "other"


SPOKEN = frozenset({Channel.PHONE, Channel.COUNTER})
"""Channels on which a recorded call answers the resident (TRADE 6)."""


class IntakeState(StrEnum):
    """Where one message or file stands; the last five are ends."""

    RECEIVED = "received"
    READ = "read"
    CASE = "case"
    FOLLOW_UP = "follow_up"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"
    AWAITING_PERSON = "awaiting_person"


PENDING = frozenset({IntakeState.RECEIVED, IntakeState.READ})


class IgnoredReason(StrEnum):
    """Why an intake became no case: proved by headers, bytes or dates, but for the last two."""

    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    OWN_MAIL = "own_mail"
    DUPLICATE = "duplicate"
    LIST = "list"
    BEFORE_START = "before_start"
    ROBOT = "robot"
    """The public page's form as no person fills it in: a hint, no proof, so that staff see it (decision 075)."""
    SET_ASIDE = "set_aside"
    """A person judged that it is no complaint; never the service by itself."""


class CaseState(StrEnum):
    """The closed loop of TRADE 2."""

    NEW = "new"
    NEEDS_CALL = "needs_call"
    ACCEPTED = "accepted"
    INVESTIGATING = "investigating"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    FED_BACK = "fed_back"
    VISITED = "visited"
    FILED = "filed"
    REOPENED = "reopened"


class Validity(StrEnum):
    """有效 / 无效 / 协助处理, decided by staff."""

    UNDECIDED = "undecided"
    VALID = "valid"
    INVALID = "invalid"
    ASSISTED = "assisted"


class LetterKind(StrEnum):
    """The letters of TRADE 7: four to the resident, three inside, one to post up.

    Each further module of `domain/letter_kinds` adds one. Those that the code speaks of by name stand here.
    """

    ACKNOWLEDGEMENT = "acknowledgement"
    INTERIM = "interim"
    REPLY = "reply"
    EXPLANATION = "explanation"
    RECORD_FORM = "record_form"
    DEPARTMENT_NOTICE = "department_notice"
    PROGRESS_REPORT = "progress_report"
    GROUP_NOTICE = "group_notice"
    locals().update(added("letter_kinds", besides=locals()))


class LetterState(StrEnum):
    """The life of one letter."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    PRINTED = "printed"
    POSTED = "posted"
    IN_DOUBT = "in_doubt"
    BOUNCED = "bounced"
    VOID = "void"


GONE = (LetterState.SENT, LetterState.POSTED)
"""The states in which a letter has left the house for the resident."""
ISSUED = (
    LetterState.APPROVED,
    LetterState.QUEUED,
    LetterState.SENDING,
    LetterState.SENT,
    LetterState.PRINTED,
    LetterState.POSTED,
    LetterState.IN_DOUBT,
    LetterState.BOUNCED,
)
"""The states in which a paper of the house, such as a notice, is with those whom it is for, at the desk at least."""


class VisitOutcome(StrEnum):
    """回访结果."""

    SATISFIED = "satisfied"
    PARTLY = "partly"
    DISSATISFIED = "dissatisfied"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    ANONYMOUS = "anonymous"


class Category(StrEnum):
    """The eight classes of TRADE 4."""

    BUILDING = "building"
    EQUIPMENT = "equipment"
    SECURITY = "security"
    ENVIRONMENT = "environment"
    SERVICE = "service"
    NEIGHBOUR = "neighbour"
    DEVELOPER = "developer"
    OTHER = "other"


class Department(StrEnum):
    """责任部门 of TRADE 1."""

    ENGINEERING = "engineering"
    CUSTOMER_SERVICE = "customer_service"
    SECURITY = "security"
    ENVIRONMENT = "environment"
    FINANCE = "finance"
    DEVELOPER_LIAISON = "developer_liaison"
    NONE = "none"


class Grade(StrEnum):
    """投诉级别 A-E of TRADE 5."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"

    @property
    def grave(self) -> bool:
        """Whether it is A or B: the manager countersigns, and progress is reported every day (TRADE 5)."""
        return self in {Grade.A, Grade.B}


class Urgency(StrEnum):
    """紧急 / 重要 / 一般."""

    URGENT = "urgent"
    IMPORTANT = "important"
    ORDINARY = "ordinary"


class Kind(StrEnum):
    """What the writer wants (TRADE 5): complaint, suggestion or enquiry; and what is none of these (decision 042)."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    ENQUIRY = "enquiry"
    PRAISE = "praise"
    """Praise or thanks, for staff or the company."""
    REQUEST = "request"
    """A paper or a service of the office is asked for, and nothing is complained of."""
    NOT_FOR_US = "not_for_us"
    """Advertising, job applications, answers to invitations: nothing that a property company has to answer."""

    @property
    def is_matter(self) -> bool:
        """Whether the writer raises a matter that the company looks into and answers."""
        return self in {Kind.COMPLAINT, Kind.SUGGESTION, Kind.ENQUIRY}


class OpinionFailure(StrEnum):
    """Why a language model gave no opinion."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    REDIRECTED = "redirected"
    BUSY = "busy"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    NONSENSE = "nonsense"


NO_MATTERS = tuple(kind for kind in Kind if not kind.is_matter)
"""What is no complaint, suggestion or enquiry: a person thanks, passes on or files."""


class ClockName(StrEnum):
    """The clocks of TRADE 6; then each further module of `domain/clocks`.

    Those that the code speaks of by name stand here.
    """

    REGISTER = "register"
    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    PROMISE = "promise"
    DEPARTMENT_START = "department_start"
    DEPARTMENT_FINISH = "department_finish"
    HANDLE = "handle"
    FEEDBACK = "feedback"
    VISIT = "visit"
    EXPLAIN = "explain"
    PROGRESS = "progress"
    BLOCKED = "blocked"
    locals().update(added("clocks", besides=locals()))


class ClockState(StrEnum):
    """One clock row: running, paused while the resident is awaited, met in time, stopped late; or over, with its term
    or its end not known, in a case from an older ledger (decision 093)."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"
    VOID = "void"
    UNTOLD = "untold"


OPEN_CLOCKS = (ClockState.RUNNING, ClockState.PAUSED)
"""The states in which a clock can still be met or missed."""


class Role(StrEnum):
    """What a person of the staff may do (TRADE 1), held for one project or for all."""

    CLERK = "clerk"
    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"
    SERVICE_DEPARTMENT = "service_department"
    MANAGER = "manager"
    ADMIN = "admin"


class Way(StrEnum):
    """How a letter leaves the house."""

    MAIL = "mail"
    PRINT = "print"
