"""What a mail address is by its form alone: one form a mailbox, the domain that answers for it, whether people read it.

Addresses are cheap to vary (user+1@, u.s.er@gmail.com, USER@): whatever counts letters counts mailboxes.
"""

import re
import unicodedata

_ROBOT = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|daemon|postmaster|bounces?|no-?reply|do-?not-?reply|auto-?mailer|auto-?reply|"
    r"notifications?|notify|root|nobody|listserv|majordomo)(?:[0-9]{0,6}|[-_.+=].{0,100})|"
    r".{1,64}[-_.](?:no-?reply|do-?not-?reply|bounces?|owner|request)",
    re.IGNORECASE,
)
_DOTS_MEAN_NOTHING = frozenset({"gmail.com"})
_SAME = {"googlemail.com": "gmail.com"}
_UNDER_COUNTRY = frozenset({"com", "net", "org", "gov", "edu", "ac", "co", "mil", "gob", "or", "ne", "idv"})
FREEMAIL = frozenset(
    {
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "139.com",
        "189.cn",
        "wo.cn",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "aliyun.com",
        "21cn.com",
        "tom.com",
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "live.cn",
        "msn.com",
        "icloud.com",
        "me.com",
        "yahoo.com",
        "yahoo.cn",
        "yahoo.com.cn",
        "yahoo.com.hk",
        "yahoo.com.tw",
        "proton.me",
        "protonmail.com",
        "gmx.com",
        "mail.com",
    }
)
"""Domains at which anybody has an address: many letters there are many people."""


def one_mailbox(address: str | None) -> str:
    """The form that all ways of writing one mailbox share: case, +tags, Gmail's dots and IDN folded; none is empty."""
    folded = unicodedata.normalize("NFKC", address or "").strip().lower()
    local, at, domain = folded.rpartition("@")
    if not at:
        return folded
    domain = _ascii(domain)
    domain = _SAME.get(domain, domain)
    base = local.strip('"').partition("+")[0] or local
    if domain in _DOTS_MEAN_NOTHING:
        base = base.replace(".", "") or base
    return f"{base}@{domain}"


def domain_of(address: str | None) -> str:
    """The domain that one owner registers: mail.example.com.cn is example.com.cn; empty if there is none."""
    _, at, domain = one_mailbox(address).rpartition("@")
    if not at:
        return ""
    labels = [label for label in domain.split(".") if label]
    if domain in FREEMAIL or len(labels) < 3:
        return ".".join(labels)
    country = len(labels[-1]) == 2 and labels[-2] in _UNDER_COUNTRY
    return ".".join(labels[-3 if country else -2 :])


def is_robot(address: str | None) -> bool:
    """Whether only a program reads it: an answer reaches no one, or another program that answers."""
    local = (address or "").strip().rpartition("@")[0]
    return bool(local) and _ROBOT.fullmatch(local) is not None


def _ascii(domain: str) -> str:
    """A domain as the DNS knows it (RFC 5891); one that is none stays as it is."""
    trimmed = domain.strip().rstrip(".")
    try:
        return trimmed.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return trimmed
