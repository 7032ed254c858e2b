"""The closed lists of how staff get in, and of changes to them that a second person confirms."""

from enum import StrEnum


class LinkPurpose(StrEnum):
    """What a one-time link does: an invitation sets a password, a sign-in link signs in."""

    INVITE = "invite"
    SIGN_IN = "sign_in"


class ChangeKind(StrEnum):
    """What one admin alone may not do to anyone who may approve (decision 013)."""

    GRANT = "grant"
    REVOKE = "revoke"
    INVITE = "invite"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    DEPUTY = "deputy"
    EMAIL = "email"
    SECOND_FACTOR_RESET = "second_factor_reset"
    ACCOUNT_LINK = "account_link"


class ChangeState(StrEnum):
    """Where such a change stands; all but the first are ends."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ChangeNews(StrEnum):
    """What people are told of such a change by mail."""

    REQUESTED = "requested"
    DONE = "done"
    REFUSED = "refused"
