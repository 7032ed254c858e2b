"""Bounces as mail servers write them, and as somebody may forge them."""

from collections.abc import Sequence


def report(
    *message_ids: str,
    to: str | Sequence[str] = "wang@example.com",
    action: str = "failed",
    original: str | None = None,
    above: str = "",
    signature: str | None = None,
    reason: str = "550 no such user",
) -> bytes:
    """A delivery report (RFC 3464) that returns the headers of one message for each Message-ID.

    to: whom it did not reach. original: the address before it was forwarded. above: header lines that the own server
    added. signature: the X-Huihan-Letter of what came back.
    """
    recipients = [to] if isinstance(to, str) else to
    first = f"Original-Recipient: rfc822;{original}\r\n" if original else ""
    status = "\r\n".join(
        f"{first}Final-Recipient: rfc822; {one}\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        f"Diagnostic-Code: smtp; {reason}\r\n"
        for one in recipients
    )
    mark = f"X-Huihan-Letter: {signature}\r\n" if signature else ""
    returned = "".join(
        f"--=r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {one}\r\n{mark}Subject: x\r\n\r\n"
        for one in message_ids
    )
    return (
        f"Return-Path: <>\r\n{above}From: MAILER-DAEMON <MAILER-DAEMON@example.com>\r\nTo: kefu@wuye.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
        "Message-ID: <bounce@example.com>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=r"\r\n\r\n'
        f"--=r\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{reason}\r\n"
        "--=r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.com\r\n\r\n"
        f"{status}\r\n{returned}--=r--\r\n"
    ).encode()


def plain(words: str, *, sender: str = "PostMaster@qq.example", path: str = "<>", more: str = "") -> bytes:
    """A bounce without a report, as QQ and others write: words from the postmaster. more: header lines."""
    return (
        f"Return-Path: {path}\r\nFrom: {sender}\r\nTo: kefu@wuye.example\r\nSubject: =?utf-8?b?57O757uf6YCA5L+h?=\r\n"
        f"Message-ID: <plain@qq.example>\r\n{more}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{words}\r\n"
    ).encode()
