"""The company's identity provider, by which people sign in."""

from collections.abc import Iterator

from huihan.checks.finding import Finding, Patient
from workers.instance.refusals import Refused
from workers.staff.company_sign_in import CALLBACK
from workers.staff.identity_provider import described, discovery_url, fetched, key_set


def oidc(patient: Patient) -> Iterator[Finding]:
    """Whether it answers, is the one that the settings name, and has keys."""
    settings = patient.settings.oidc
    if settings is None:
        yield Finding(check="oidc", ok=True, what="没有设置公司登录服务，用密码登录")
        return
    try:
        at = described(settings, fetched(settings, discovery_url(settings)))
        keys = key_set(fetched(settings, at.keys))
    except Refused as refusal:
        mend = "检查 [oidc] 的 issuer、ca_file 与网络；在此期间用密码或应急账号登录"
        yield Finding(check="oidc", ok=False, what=f"{settings.issuer}：{refusal}", mend=mend)
        return
    mend = f"在登录服务里登记回调地址 {patient.settings.desk.link(CALLBACK)}"
    count = sum(1 for _ in keys)
    yield Finding(check="oidc", ok=True, what=f"公司登录服务 {settings.issuer} 答得上来，有 {count} 把公钥", mend=mend)
    if patient.settings.desk.base_url is None:
        what = "没有写 base_url：登录后只能回到本机"
        yield Finding(check="oidc", ok=False, what=what, mend="在 [desk] 写明 base_url：浏览器所用的网址")
