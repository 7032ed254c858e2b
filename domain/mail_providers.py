"""The mail providers that companies use, each with its server and what it takes in place of a mailbox's password."""

from dataclasses import dataclass

from domain.said import N_

TENANT = "{tenant}"
"""In an address of Microsoft's: the company's directory there."""


@dataclass(frozen=True, kw_only=True)
class TokenServer:
    """Where a provider gives tokens (RFC 6749). authorize, token: addresses, with TENANT for Microsoft's tenant. imap,
    smtp: the scopes of taking in and of sending. ask: what else it wants to be asked, so that it gives a refresh token.
    """

    authorize: str
    token: str
    imap: str
    smtp: str
    ask: str = ""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """hosts: what the names of its servers end with. domains: of addresses that are its own. imap, smtp: its servers,
    smtp with its port. secret: where one finds what to type as the password. tokens: it takes tokens, and Microsoft
    nothing else.
    """

    name: str
    hosts: tuple[str, ...]
    domains: tuple[str, ...] = ()
    imap: str
    smtp: tuple[str, int]
    secret: str
    tokens: TokenServer | None = None


def _microsoft(login: str, outlook: str) -> TokenServer:
    """learn.microsoft.com: Authenticate an IMAP, POP or SMTP connection using OAuth."""
    at = f"https://{login}/{TENANT}/oauth2/v2.0"
    return TokenServer(
        authorize=f"{at}/authorize",
        token=f"{at}/token",
        imap=f"https://{outlook}/IMAP.AccessAsUser.All offline_access",
        smtp=f"https://{outlook}/SMTP.Send offline_access",
        ask="prompt=select_account",
    )


_GOOGLE = TokenServer(
    authorize="https://accounts.google.com/o/oauth2/v2/auth",
    token="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
    imap="https://mail.google.com/",
    smtp="https://mail.google.com/",
    ask="access_type=offline&prompt=consent",
)


PROVIDERS = (
    Provider(
        name=N_("QQ 邮箱"),
        hosts=("imap.qq.com", "smtp.qq.com"),
        domains=("qq.com", "foxmail.com"),
        imap="imap.qq.com",
        smtp=("smtp.qq.com", 465),
        secret=N_(
            "QQ 邮箱：在网页邮箱“设置 → 账号”里开启 IMAP 服务，"
            "按提示发短信后得到 16 位授权码，填在密码处；QQ 密码不能用。"
        ),
    ),
    Provider(
        name=N_("腾讯企业邮箱"),
        hosts=("exmail.qq.com",),
        imap="imap.exmail.qq.com",
        smtp=("smtp.exmail.qq.com", 465),
        secret=N_(
            "腾讯企业邮箱：在“设置 → 客户端设置”里开启 IMAP；开了“安全登录”的，"
            "在“设置 → 账户”里生成客户端专用密码，填在密码处。"
        ),
    ),
    Provider(
        name=N_("网易邮箱"),
        hosts=("imap.163.com", "imap.126.com", "imap.yeah.net", "smtp.163.com", "smtp.126.com", "smtp.yeah.net"),
        domains=("163.com", "126.com", "yeah.net"),
        imap="imap.163.com",
        smtp=("smtp.163.com", 465),
        secret=N_("网易邮箱：在网页邮箱“设置 → POP3/SMTP/IMAP”里开启 IMAP，得到授权码，填在密码处；登录密码不能用。"),
    ),
    Provider(
        name=N_("网易企业邮箱"),
        hosts=("qiye.163.com", "qiye.ntes.com"),
        imap="imaphz.qiye.163.com",
        smtp=("smtphz.qiye.163.com", 465),
        secret=N_(
            "网易企业邮箱：管理员须先在后台允许客户端；开了“客户端授权密码”的，"
            "在“设置 → 客户端授权密码”里生成，填在密码处。"
        ),
    ),
    Provider(
        name=N_("阿里邮箱"),
        hosts=("imap.aliyun.com", "smtp.aliyun.com", "qiye.aliyun.com", "mxhichina.com"),
        domains=("aliyun.com",),
        imap="imap.qiye.aliyun.com",
        smtp=("smtp.qiye.aliyun.com", 465),
        secret=N_("阿里邮箱：在“设置 → 账户与安全”里开启第三方客户端并生成安全密码，填在密码处。"),
    ),
    Provider(
        name="Gmail",
        hosts=("imap.gmail.com", "smtp.gmail.com"),
        domains=("gmail.com", "googlemail.com"),
        imap="imap.gmail.com",
        smtp=("smtp.gmail.com", 465),
        secret=N_(
            "Gmail：先在谷歌账号开启两步验证，"
            "再在 myaccount.google.com/apppasswords 生成 16 位应用专用密码，"
            "填在密码处；或在 Google Cloud 建立 OAuth 客户端（Web 应用），填写应用 ID 与密钥，保存后去授权。"
        ),
        tokens=_GOOGLE,
    ),
    Provider(
        name="Microsoft 365",
        hosts=(
            "outlook.office365.com",
            "outlook.office.com",
            "imap-mail.outlook.com",
            "smtp.office365.com",
            "smtp-mail.outlook.com",
        ),
        domains=("outlook.com", "hotmail.com", "live.com", "live.cn", "msn.com"),
        imap="outlook.office365.com",
        smtp=("smtp.office365.com", 587),
        secret=N_(
            "Microsoft 365：微软已不接受密码登录 IMAP，只能用授权（OAuth2）。"
            "请在 Microsoft Entra 登记应用，允许委托权限 IMAP.AccessAsUser.All（发信另需 SMTP.Send），"
            "填写应用 ID、密钥和租户，保存后去授权。"
        ),
        tokens=_microsoft("login.microsoftonline.com", "outlook.office.com"),
    ),
    Provider(
        name=N_("Microsoft 365（世纪互联）"),
        hosts=("partner.outlook.cn",),
        imap="partner.outlook.cn",
        smtp=("smtp.partner.outlook.cn", 587),
        secret=N_("世纪互联运营的 Microsoft 365：同 Microsoft 365，应用登记在世纪互联的 Entra（portal.azure.cn）。"),
        tokens=_microsoft("login.partner.microsoftonline.cn", "partner.outlook.cn"),
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
