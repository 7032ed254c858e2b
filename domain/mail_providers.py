"""The mail providers that companies use, each with its server and what it takes in place of a mailbox's password."""

from dataclasses import dataclass

from domain.said import N_


@dataclass(frozen=True, kw_only=True)
class Provider:
    """hosts: what the names of its servers end with. domains: of addresses that are its own. secret: where one finds
    what to type as the password. oauth: it takes tokens, and Microsoft nothing else.
    """

    name: str
    hosts: tuple[str, ...]
    domains: tuple[str, ...] = ()
    imap: str
    secret: str
    oauth: bool = False


PROVIDERS = (
    Provider(
        name=N_("QQ 邮箱"),
        hosts=("imap.qq.com",),
        domains=("qq.com", "foxmail.com"),
        imap="imap.qq.com",
        secret=N_(
            "QQ 邮箱：在网页邮箱“设置 → 账号”里开启 IMAP 服务，"
            "按提示发短信后得到 16 位授权码，填在密码处；QQ 密码不能用。"
        ),
    ),
    Provider(
        name=N_("腾讯企业邮箱"),
        hosts=("exmail.qq.com",),
        imap="imap.exmail.qq.com",
        secret=N_(
            "腾讯企业邮箱：在“设置 → 客户端设置”里开启 IMAP；开了“安全登录”的，"
            "在“设置 → 账户”里生成客户端专用密码，填在密码处。"
        ),
    ),
    Provider(
        name=N_("网易邮箱"),
        hosts=("imap.163.com", "imap.126.com", "imap.yeah.net"),
        domains=("163.com", "126.com", "yeah.net"),
        imap="imap.163.com",
        secret=N_("网易邮箱：在网页邮箱“设置 → POP3/SMTP/IMAP”里开启 IMAP，得到授权码，填在密码处；登录密码不能用。"),
    ),
    Provider(
        name=N_("网易企业邮箱"),
        hosts=("qiye.163.com", "qiye.ntes.com"),
        imap="imaphz.qiye.163.com",
        secret=N_(
            "网易企业邮箱：管理员须先在后台允许客户端；开了“客户端授权密码”的，"
            "在“设置 → 客户端授权密码”里生成，填在密码处。"
        ),
    ),
    Provider(
        name=N_("阿里邮箱"),
        hosts=("imap.aliyun.com", "qiye.aliyun.com", "mxhichina.com"),
        domains=("aliyun.com",),
        imap="imap.qiye.aliyun.com",
        secret=N_("阿里邮箱：在“设置 → 账户与安全”里开启第三方客户端并生成安全密码，填在密码处。"),
    ),
    Provider(
        name="Gmail",
        hosts=("imap.gmail.com",),
        domains=("gmail.com", "googlemail.com"),
        imap="imap.gmail.com",
        secret=N_(
            "Gmail：先在谷歌账号开启两步验证，"
            "再在 myaccount.google.com/apppasswords 生成 16 位应用专用密码，"
            "填在密码处；或用令牌登录。"
        ),
        oauth=True,
    ),
    Provider(
        name="Microsoft 365",
        hosts=("outlook.office365.com", "outlook.office.com", "imap-mail.outlook.com"),
        domains=("outlook.com", "hotmail.com", "live.com", "live.cn", "msn.com"),
        imap="outlook.office365.com",
        secret=N_(
            "Microsoft 365：微软已不接受密码登录 IMAP，只能用令牌（OAuth2）；"
            "请由管理员在 Microsoft Entra 登记应用，"
            "允许 IMAP.AccessAsUser.All。"
        ),
        oauth=True,
    ),
)


def provider_of(host: str, address: str = "") -> Provider | None:
    """By the server's name, else by the address's domain; None for a server of one's own."""
    server, domain = host.strip().lower().rstrip("."), address.rpartition("@")[2].strip().lower()
    for one in PROVIDERS:
        if any(server == name or server.endswith("." + name) for name in one.hosts):
            return one
    if server:
        return None
    return next((one for one in PROVIDERS if domain in one.domains), None)
