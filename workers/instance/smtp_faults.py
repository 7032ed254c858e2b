"""Says what is wrong with the way out for mail, and the mend, in words: the same for `doctor` and for the desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.said import N_, Sentence
from domain.settings import SmtpSettings
from workers.instance.smtp import Delivery, Fault

_LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What is wrong, and what to do."""

    what: Sentence
    mend: Sentence


NO_SERVER = Trouble(
    what=Sentence(N_("没有设置发信服务器，信件只生成、不发送")),
    mend=Sentence(N_("需要自动发送收悉告知时，在“收信邮箱”页的“发信设置”里填写")),
)

_SAID: Mapping[Fault, tuple[str, str]] = {
    Fault.HOST: (
        N_("找不到发信服务器 {host}"),
        N_("核对发信服务器的名字（host），并检查本机的网络与域名解析"),
    ),
    Fault.CONNECT: (
        N_("连不上发信服务器 {host}:{port}（{answer}）"),
        N_("核对发信服务器的名字与端口（tls 多为 465，starttls 多为 587），检查防火墙"),
    ),
    Fault.TIMEOUT: (
        N_("发信服务器 {host}:{port} 没有及时应答"),
        N_("核对端口与连接保护是否相配（465 配 tls，587 配 starttls），检查网络与防火墙"),
    ),
    Fault.TLS: (
        N_("与发信服务器 {host}:{port} 建立不了安全连接（{answer}）"),
        N_("核对连接保护与端口是否相配；证书自签时写明 CA 证书文件（ca_file），证书过期请联系邮件服务商"),
    ),
    Fault.LOGIN: (
        N_("发信服务器 {host}:{port} 不让登录（{answer}）"),
        N_("核对登录名与密码；不少邮箱要在网页邮箱里另外开通 SMTP，并用授权码代替密码"),
    ),
    Fault.SENDER: (
        N_("发信服务器 {host}:{port} 不接受发件人 {sender}（{answer}）"),
        N_("核对发件地址与登录名是否同一邮箱；服务器要求登录时填写登录名与密码"),
    ),
    Fault.RECIPIENT: (
        N_("发信服务器 {host}:{port} 不接受收件邮箱（{answer}）"),
        N_("核对收件邮箱有没有写错；外部邮箱被拒时，请邮件管理员允许本机对外发信"),
    ),
    Fault.CONTENT: (
        N_("发信服务器 {host}:{port} 没有收下这封信（{answer}）"),
        N_("多半是附件大小或垃圾邮件检查所限：请把服务器的这句话告诉邮件管理员"),
    ),
    Fault.LOST: (
        N_("发信服务器 {host}:{port} 中途断开（{answer}）"),
        N_("核对端口与连接保护是否相配；一直如此请联系邮件管理员"),
    ),
    Fault.GRANT: (
        N_("没有有效的发信授权（{answer}）：还没有授权，或改过密码、撤回过同意"),
        N_("请管理员在“发信”页重新授权；待发的信都留着，授权后自动发出"),
    ),
    Fault.CLIENT: (
        N_("授权服务不认本系统登记的应用（{answer}）"),
        N_("核对“发信”的应用 ID、密钥（Microsoft 的密钥会到期）和租户"),
    ),
    Fault.TOKEN: (
        N_("发信的授权服务暂时没有应答（{answer}）"),
        N_("稍后会自动再试，信都留着；一直如此请检查网络与防火墙"),
    ),
}


def trouble(settings: SmtpSettings, delivery: Delivery) -> Trouble | None:
    """What came of a try in words; None if nothing is wrong."""
    if delivery.fault is None:
        return None
    what, mend = _SAID[delivery.fault]
    values = {
        "host": settings.host,
        "port": settings.port,
        "sender": settings.from_address,
        "answer": " ".join(delivery.answer.split())[:_LONGEST],
    }
    return Trouble(what=Sentence(what, values), mend=Sentence(mend))
