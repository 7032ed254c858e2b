"""Says in words why a mailbox has no token, and hands the tokens to what reads it."""

from collections.abc import Callable
from datetime import datetime

from domain.reading import Problem
from domain.said import filled
from domain.settings import MailboxSettings
from ingest.sources import imap
from ingest.sources.receiver import SourceError
from workers.instance.oauth_tokens import Lack, TokenError, access_token

_SAID = {
    Lack.MISSING: ("还没有授权，收不了信", "请管理员在“收信邮箱”页按“去授权”，用这个邮箱的账号登录并同意"),
    Lack.REFUSED: (
        "授权已失效（{detail}）：可能改过密码、撤回过同意，或授权太久没有用",
        "请管理员在“收信邮箱”页重新授权；在此之前不再反复登录，来信都还在服务器上",
    ),
    Lack.CLIENT: (
        "授权服务不认本系统登记的应用（{detail}）",
        "请核对应用 ID、密钥（Microsoft 的密钥会到期）和租户；改好后自动再试",
    ),
    Lack.AWAY: ("授权服务暂时没有应答（{detail}）", "稍后会自动再试，不会丢失邮件；一直如此请检查网络与防火墙"),
}


def tokens_of(
    settings: MailboxSettings,
    now: Callable[[], datetime],
    *,
    insisting: bool = False,
    point: Callable[[str], None] | None = None,
) -> imap.Tokens | None:
    """What gives its tokens, raising SourceError; None where it signs in by a password, or by a token that is set."""
    oauth = settings.oauth
    if oauth is None:
        return None

    def token(*, again: bool) -> str:
        try:
            return access_token(oauth, now, again=again, insisting=insisting, point=point)
        except TokenError as error:
            what, mend = _SAID[error.lack]
            problem = Problem(where=imap.where(settings), what=filled(what, {"detail": error.detail}), mend=mend)
            raise SourceError(problem, lasting=error.lack is not Lack.AWAY) from None

    return token
