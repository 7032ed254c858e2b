"""What mailboxes and their settings say of what is wrong, in the reader's language.

Sources and settings say it in Chinese, in logs and on terminals as here, and rows keep it: `findings.in_words` finds
the message of the catalogue that a text fits.
"""

from desk.messages import N_
from desk.views.findings import in_words
from domain.said import Sentence
from workers.instance.refusals import Refused

SENTENCES = (
    # ingest.sources.imap
    N_("邮箱 {name}（{user}，{host}:{port}）"),
    N_("登录被拒绝（{said}）"),
    N_("请核对用户名与密码；网易、QQ 邮箱须使用授权码，并在网页邮箱中开启 IMAP"),
    N_("请核对邮箱地址与授权时登录的是不是同一个账号，以及邮箱有没有开启 IMAP；都对就重新授权"),
    N_("服务器证书不可信（{said}）"),
    N_("请核对主机名；自建服务器请用 ca_file 指定签发证书的 CA"),
    N_("这个文件夹只能读，不能移动或标记来信"),
    N_("请开放写权限，或改用 after = leave"),
    N_("连接中断（{said}）"),
    N_("稍后会自动重连，不会丢失邮件"),
    N_("TLS 握手失败（{said}）"),
    N_("请核对端口与 security 设置（993 用 tls，143 用 starttls）"),
    N_("找不到这台主机（{said}）"),
    N_("请核对 host，并检查本机的 DNS 与网络"),
    N_("主机名无法解析（{said}）"),
    N_("请核对 host"),
    N_("服务器的回答无法理解（{said}）"),
    N_("稍后会自动重连；如持续出现，请联系邮件服务商"),
    N_("服务器拒绝连接（{said}）"),
    N_("请核对 host 与 port，并确认邮件服务正在运行"),
    N_("服务器在规定时间内没有应答（{said}）"),
    N_("稍后会自动重连；如持续出现，请检查网络与防火墙"),
    N_("打不开文件夹「{folder}」（{said}）"),
    N_("请核对 folder；名称区分大小写，子文件夹按服务器的分隔符书写"),
    N_("服务器没有给出文件夹「{folder}」的 UIDVALIDITY"),
    N_("请改用支持 IMAP4rev1 的服务器"),
    N_("security = none 只允许用于本机地址"),
    N_("请改为 tls（993 端口）或 starttls（143 端口）"),
    N_("没有给出密码或令牌"),
    N_("请设置 password_env（或 oauth）所指的环境变量"),
    N_("读不了 ca_file（{file}）"),
    N_("请给出 PEM 格式的 CA 证书"),
    N_("服务器不支持 STARTTLS，不会改用明文登录"),
    N_("请改为 security = tls（993 端口）"),
    N_("服务器拒绝了命令（{said}）"),
    N_("稍后会再试；如持续出现，请联系邮件服务商"),
    # ingest.sources.trying, workers.mailboxes.trying
    N_("993 端口只接受 security = tls；若端口没有写错，请检查网络与防火墙"),
    N_("文件夹「{folder}」还不存在"),
    N_("收到第一封来信时会自动建立"),
    N_("试连的程序出错退出"),
    N_("请稍后再试；一直如此请查看 data/huihan.log"),
    N_("{seconds} 秒内没有试完，已停止"),
    N_("多半是域名服务器或邮件服务器没有应答：请核对 host 与 port，检查网络与防火墙"),
    # ingest.sources.acknowledging
    N_("after = {after} 无法执行"),
    N_("请写 move:文件夹（不同于 folder）、flag:Flagged、flag:英文关键字 或 leave"),
    N_("来信已入库，但服务器不肯执行 {after}（{said}）"),
    N_("下次轮询会再试；请检查该邮箱的容量与权限"),
    N_("服务器不保存自定义关键字 {name}"),
    N_("请改用 after = flag:Flagged 或 move:文件夹；来信照常入库"),
    # ingest.sources.mailbox
    N_("服务器不支持 MOVE 和 UIDPLUS，已入库的来信会复制过去，原件标为已删除"),
    N_("请定期清理该文件夹中标为已删除的邮件"),
    # workers.instance.mailbox_tokens
    N_("还没有授权，收不了信"),
    N_("请管理员在“收信邮箱”页按“去授权”，用这个邮箱的账号登录并同意"),
    N_("授权已失效（{detail}）：可能改过密码、撤回过同意，或授权太久没有用"),
    N_("请管理员在“收信邮箱”页重新授权；在此之前不再反复登录，来信都还在服务器上"),
    N_("授权服务不认本系统登记的应用（{detail}）"),
    N_("请核对应用 ID、密钥（Microsoft 的密钥会到期）和租户；改好后自动再试"),
    N_("授权服务暂时没有应答（{detail}）"),
    N_("稍后会自动再试，不会丢失邮件；一直如此请检查网络与防火墙"),
    # huihan.settings and its sections, as far as a form can make the mistake
    N_("应为整数"),
    N_("不能为空"),
    N_("格式不对"),
    N_("值不在允许之列"),
    N_("可用 {values}"),
    N_("太小"),
    N_("太大"),
    N_("应不小于 {least}"),
    N_("应不大于 {most}"),
    N_("请补上"),
    N_("缺少这一项"),
    N_("对照 docs/reference.zh.md"),
    N_("找不到证书文件 {file}"),
    N_("请改正路径"),
    N_("应为 move:文件夹、flag:标记 或 leave"),
    N_('应为邮件服务器的名字，如 "mx.example.com"，或若干个的列表'),
    N_('security = "none" 只允许用于本机（127.0.0.1、::1、localhost）；请改为 tls 或 starttls'),
    N_("用 oauth_client_id 时要写 user：授权的邮箱地址"),
    N_("oauth_authorize_url、oauth_token_url、oauth_scope 要写就三个都写"),
    N_(
        "不认识这家邮箱的授权地址：请写 oauth_authorize_url、oauth_token_url、oauth_scope"
        "（Microsoft 365 和 Gmail 不用写）"
    ),
    N_("应为 https（http 只允许用于本机）"),
    N_("不是有效的网址，例如 https://login.example.com/oauth2/token"),
    N_("邮箱名重复：{names}；每个 [[mailbox]] 要有自己的 name"),
    N_("邮箱名不能是 {name}：那是扫描文件夹的名字；请给邮箱另取一个 name"),
)
"""Every sentence that these pages may show, by the modules that say it."""


def in_reader_words(refusal: Refused | None) -> Sentence | None:
    """The refusal, with each mistake of the settings that it lists as a message with its values; None for none."""
    if refusal is None:
        return None
    return Sentence(refusal.message, {name: _worded(value) for name, value in refusal.values.items()})


def _worded(value: object) -> object:
    if isinstance(value, Sentence):
        return Sentence(value.message, {name: _worded(one) for name, one in value.values.items()})
    return in_words(value) or value if isinstance(value, str) else value
