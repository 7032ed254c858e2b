"""The tables of the people at the desk: what they may do, how they get in, which changes wait for a second person."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, UniqueConstraint, false

from domain.codes import Role
from domain.scopes import Scope
from domain.staff_codes import ChangeKind, ChangeNews, ChangeState, LinkPurpose
from store.columns import Code, Key, Mail, Plain, UtcTime, Wire
from store.tables import metadata

person = Table(
    "person",
    metadata,
    Column("id", Key, primary_key=True),
    # What is typed to sign in, and the name that stands in events: lower case, never given to another person.
    Column("login", Mail, nullable=False, unique=True),
    Column("name", Plain, nullable=False),
    Column("email", Mail),
    Column("phone", Plain),
    Column("language", Plain, nullable=False, default="zh"),
    Column("password", Plain),
    Column("active", Boolean, nullable=False, default=True),
    Column("digest", Boolean, nullable=False, default=True),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
)


# Every project is the empty text, so that the key below also holds for it; and so is no department.
role_grant = Table(
    "role_grant",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False),
    Column("role", Code(Role), nullable=False),
    Column("project", Plain, nullable=False, default=""),
    Column("department", Plain, nullable=False, default=""),
    # Whether the company's identity provider gives it, and takes it again.
    Column("mapped", Boolean, nullable=False, default=False, server_default=false()),
    UniqueConstraint("person_id", "role", "project", "department"),
)


deputy = Table(
    "deputy",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False, index=True),
    Column("deputy_id", Key, ForeignKey("person.id"), nullable=False, index=True),
    Column("from_at", UtcTime, nullable=False),
    Column("until_at", UtcTime, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
)


web_session = Table(
    "web_session",
    metadata,
    Column("token_hash", Plain, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False, index=True),
    Column("csrf", Plain, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("flash", Plain),
    # The identity provider by which it was begun; none: by what we keep ourselves.
    Column("issuer", Plain),
)


sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("token_hash", Plain, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False),
    Column("purpose", Code(LinkPurpose), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    # Whether more than one admin answers for it: no other link lets in who may approve.
    Column("vouched", Boolean, nullable=False, default=False, server_default=false()),
)


# What one admin alone may not do: it waits for a second person, or until due_at where there is none. person_id: whom it
# concerns; asked_by_id: none at the machine. link_open: the person who asked may take a one-time link, once.
change_request = Table(
    "change_request",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", Code(ChangeKind), nullable=False),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False),
    Column("details", Wire(dict[str, str]), nullable=False),
    Column("asked_by", Plain, nullable=False),
    Column("asked_by_id", Key, ForeignKey("person.id")),
    Column("asked_at", UtcTime, nullable=False),
    Column("due_at", UtcTime),
    Column("state", Code(ChangeState), nullable=False, index=True),
    Column("decided_by", Plain),
    Column("decided_at", UtcTime),
    Column("note", Plain, nullable=False, default=""),
    Column("link_open", Boolean, nullable=False, default=False),
)


# A mail about a change, to one address, once.
change_notice = Table(
    "change_notice",
    metadata,
    Column("id", Key, primary_key=True),
    Column("change_id", Key, ForeignKey("change_request.id"), nullable=False),
    Column("news", Code(ChangeNews), nullable=False),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False),
    Column("address", Mail, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("claimed_at", UtcTime, index=True),
    Column("sent_at", UtcTime),
    Column("answer", Plain),
    UniqueConstraint("change_id", "news", "address"),
)


sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("id", Key, primary_key=True),
    Column("key", Plain, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_sign_in_failure_key", "key", "at"),
)


# The secret of TOTP (RFC 6238), sealed under the instance's key; set_at: once a code has proved it. last_step: of the
# last code that was used, which is used once.
second_factor = Table(
    "second_factor",
    metadata,
    Column("person_id", Key, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("secret", Plain, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("set_at", UtcTime),
    Column("last_step", Key, nullable=False, default=0),
)


recovery_code = Table(
    "recovery_code",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False, index=True),
    Column("code_hash", Plain, nullable=False),
    Column("used_at", UtcTime),
)


# Where people came in from; network: a hash, as in sign_in_failure.
known_address = Table(
    "known_address",
    metadata,
    Column("person_id", Key, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("network", Plain, primary_key=True),
    Column("last_at", UtcTime, nullable=False),
)


# What another program shows at the API; token_hash: sha256 in hex. A name is given once, for it stands in events.
api_token = Table(
    "api_token",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", Plain, nullable=False, unique=True),
    Column("token_hash", Plain, nullable=False, unique=True),
    Column("scopes", Wire(tuple[Scope, ...]), nullable=False),
    Column("project", Plain),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("expires_at", UtcTime),
    Column("used_at", UtcTime),
    Column("revoked_at", UtcTime),
    Column("revoked_by", Plain),
)


# A person's account at the company's identity provider: by its subject, which is never given to somebody else there.
company_account = Table(
    "company_account",
    metadata,
    Column("issuer", Plain, primary_key=True),
    Column("subject", Plain, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("last_at", UtcTime),
    UniqueConstraint("issuer", "person_id"),
)


# Somebody on the way to the provider and back. state_hash, browser_hash: sha256 of what stands in the address and in a
# cookie; network: a hash, as in sign_in_failure.
company_attempt = Table(
    "company_attempt",
    metadata,
    Column("state_hash", Plain, primary_key=True),
    Column("browser_hash", Plain, nullable=False),
    Column("network", Plain, nullable=False),
    Column("issuer", Plain, nullable=False),
    Column("nonce", Plain, nullable=False),
    Column("verifier", Plain, nullable=False),
    Column("target", Plain, nullable=False),
    Column("made_at", UtcTime, nullable=False, index=True),
)


# What the provider publishes of itself, kept for a while.
provider_document = Table(
    "provider_document",
    metadata,
    Column("url", Plain, primary_key=True),
    Column("body", Plain, nullable=False),
    Column("fetched_at", UtcTime, nullable=False),
)
