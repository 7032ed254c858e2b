"""What `doctor` found in the reader's language: it says Chinese, on a terminal as here; each sentence has English.

The sentences stand here once more with {names} for what differs; what was found is told by the message of the catalogue
that it fits and that says most of it, which may be one of the first set-up or of the way out for mail as well.
"""

import re
from functools import cache, lru_cache

from desk.messages import N_, known
from domain.said import Sentence

SENTENCES = (
    # huihan.checks.instance
    N_("设置与密码齐全"),
    N_("磁盘剩余 {free} GB"),
    N_("腾出至少 1 GB，否则来信无法存档"),
    N_("{folder} 不可写"),
    N_("检查目录是否存在及其权限"),
    N_("办公台在 {address}，只有本机打得开"),
    N_("在 [desk] 写明 base_url：浏览器所用的网址"),
    N_("办公台的网址是 {address}"),
    N_("密码与案件以明文在网上传送"),
    N_("请经反向代理以 https 提供，见 docs/admin.zh.md"),
    N_("没有可信的反向代理：登录失败都算在代理的地址上"),
    N_('在 [desk] 写 trusted_proxies，例如 ["127.0.0.1"]'),
    # huihan.checks.machine
    N_("文件与目录只有服务自己的用户能打开"),
    N_("对本机其他用户开放：{files} 等 {count} 项"),
    N_("对本机其他用户开放：{files}"),
    N_("运行 huihan doctor --mend 收紧（inbox 由您自己设定，不受影响）"),
    N_("读信程序与 LibreOffice 在隔离环境中运行（bubblewrap：无网络，看不到数据）"),
    N_("没有安装 bubblewrap：读信程序与 LibreOffice 只受限额约束，没有与网络和数据隔离"),
    N_("bubblewrap 已安装，但本机不允许建立命名空间：读信程序与 LibreOffice 没有与网络和数据隔离"),
    N_("apt-get install bubblewrap，然后重启服务"),
    N_("允许非特权用户命名空间（容器中见 docs/admin.zh.md）；否则请让服务用自己的系统用户运行"),
    # huihan.checks.stored, huihan.keeping
    N_("SQLite 数据库尚未建立，第一次使用时自动建立"),
    N_("数据库文件损坏：{why}"),
    N_("从备份恢复"),
    N_("数据库无法使用：{why}"),
    N_("检查 [database] 与数据库服务；表缺失时运行一次 huihan cases list 即建立"),
    N_("数据库正常（{kind}），待处理工作 {count} 件"),
    N_("有 {count} 封信不确定是否发出"),
    N_("查看已发送文件夹，然后 huihan letters settle 函号 --sent 或 --not-sent"),
    N_("有 {count} 件来件等人查看（待人工或隔离）"),
    N_("请人工登记"),
    N_("系统时间是 {now}，不可信"),
    N_("请校时（NTP）"),
    N_("系统时间 {now} 早于最近一次收件 {last}"),
    N_("请校时（NTP）；期限按系统时间计算"),
    N_("系统时间 {now}"),
    N_("有 {count} 件已归档案件的期限没有停止：{cases}"),
    N_("请主任重新打开这些案件，补齐后再归档；并运行 huihan audit verify 查明原因"),
    N_("已归档案件的期限都已停止"),
    N_("有 {count} 项个人信息尚未删完"),
    N_("启动服务即继续删除，或再次运行 huihan privacy erase"),
    N_("未提交的表单草稿 {count} 份，涉及 {cases} 个案件，共 {characters} 字"),
    N_("提交或丢弃后即删除，最多保存 {days} 天；随案件一并依法删除"),
    N_("个人信息没有设定保存期限，一直保存"),
    N_("需要时填写 huihan.toml 的 [retention]，再重启服务"),
    N_("保存期限：{spans}；尚未执行过"),
    N_("保存期限：{spans}；{day} 删除 {count} 件"),
    N_("huihan privacy retention 可查看到期的"),
    # huihan.checks.archive_files, evidence_files, audited
    N_("存档无法读取（{why}）"),
    N_("检查目录及其权限"),
    N_("存档中没有无人登记的文件"),
    N_("存档中有 {count} 个文件没有登记（写入时中断所致），已移开 {aside} 个，共 {size} MB"),
    N_("服务运行时自动移到 data/orphans，{days} 天后删除；恢复了旧备份时先恢复完整再启动"),
    N_("证据文件有误：{files}等 {count} 件"),
    N_("证据文件有误：{files}"),
    N_("从备份恢复存档；huihan audit verify 列出全部"),
    N_("证据文件 {count} 件，都在存档中"),
    N_("还没有签署过审计文件"),
    N_("运行中的服务每天签署一次；也可用 huihan audit sign"),
    N_("审计密钥 {file} 不在，无法签署与核对"),
    N_("接上存放密钥的卷，或改正 [audit] key_file"),
    N_("从保管处恢复密钥文件"),
    N_("审计不符：{what}"),
    N_("审计另有 {count} 处不符"),
    N_("huihan audit verify 列出全部；从备份核对，并查明谁动过数据库或文件"),
    N_("审计文件最近一次签署在 {day}"),
    N_("检查 huihan run 是否在运行、日志中有无 audit_not_signed"),
    N_("审计：最近签署于 {day}，其后的变动相符（案件 {count}）"),
    # huihan.checks.mail, huihan.who_wrote
    N_("没有设置邮箱，只收 inbox/ 目录"),
    N_("{mailbox}：没有密码，未连接"),
    N_("见 secrets"),
    N_("{mailbox}：未连接"),
    N_("{mailbox}：可以连接，共 {messages} 封，其中 {before} 封早于启用时间（只登记，不处理），尚未登记 {new} 封"),
    N_("{mailbox}：可以连接，共 {messages} 封，尚未登记 {new} 封"),
    N_("还没有从邮箱收到邮件"),
    N_("{mailbox}：还没有收到邮件，收到几封后再看收件服务器怎样署名"),
    N_(
        "{mailbox}：最近 {looked} 封邮件中有 {count} 封由收件服务器“{name}”写明发件人是否经过验证；它与 {host} "
        "不是同一域名，请先向邮箱服务商确认"
    ),
    N_("{mailbox}：最近 {looked} 封邮件中有 {count} 封由收件服务器“{name}”写明发件人是否经过验证"),
    N_("{mailbox}：最近 {looked} 封邮件中有 {count} 封由“{name}”写明发件人是否经过验证"),
    N_("{mailbox}：最近 {looked} 封邮件中只有 {count} 封有“{name}”的验证结果，其余的可被发件人冒写"),
    N_("{mailbox}：最近 {looked} 封邮件中没有收件服务器的验证结果，不知道发件人是否属实"),
    N_("在这个 [[mailbox]] 里写：authserv_id = {name}"),
    N_("改为 authserv_id = {name}"),
    N_("核对名字，或删去 authserv_id"),
    N_("暂不要设置 authserv_id，先让收件服务器给每封邮件都写上验证结果"),
    N_("其余的可被发件人冒写：让收件服务器给每封邮件都写上验证结果"),
    N_("不设置也能用：后续来信除回复我方函件的以外，都等人工确认"),
    N_("{mailbox}：还没有与服务器核对过"),
    N_("在“收信邮箱”页按“与服务器核对”，或运行 huihan ledger"),
    N_("{mailbox}：{day} 核对，{shown} 件中有 {missing} 件没有登记"),
    N_("运行 huihan poll --once 后再核对"),
    N_("{mailbox}：{day} 与服务器核对一致，共 {shown} 件"),
    N_("没有设置邮箱，没有可核对的"),
    N_("发信服务器 {address} 可以连接"),
    # huihan.checks.oidc, opinion
    N_("没有设置公司登录服务，用密码登录"),
    N_("检查 [oidc] 的 issuer、ca_file 与网络；在此期间用密码或应急账号登录"),
    N_("公司登录服务 {issuer} 答得上来，有 {count} 把公钥"),
    N_("在登录服务里登记回调地址 {address}"),
    N_("没有写 base_url：登录后只能回到本机"),
    N_("没有设置语言模型，只凭规则判定"),
    N_("语言模型 {model} 答得上来，用时 {seconds} 秒"),
    N_("语言模型 {model}（{address}）：{why}"),
    N_("检查 [opinion] 的网址、模型名与密钥；在此期间只凭规则判定，来信照常处理"),
    # huihan.checks.working, workers.health
    N_("最早一封来信已等了 {minutes} 分钟还没有读完、判定（{stages}）"),
    N_("确认 huihan run 或 huihan worker 在运行；原因见 data/huihan.log"),
    N_("排队的工作：没有"),
    N_("排队的工作：{stages}"),
    N_("{stage}有 {count} 件没有做成，稍后重试（{why}）"),
    N_("若一直如此，原因见 data/huihan.log"),
    N_("此刻没有程序在收：{sources}"),
    N_("启动 huihan run（或用定时任务运行 huihan poll --once）"),
    N_("不知道上一次备份在何时"),
    N_("备份成功后让脚本执行 touch {file}"),
    N_("上一次备份在 {day}"),
    N_("检查备份脚本是否还在运行"),
    N_("版本：{parts}"),
    N_("没有安装 LibreOffice：信件不能转成 PDF，也不能送审"),
    N_("体检程序无法启动：{why}"),
    N_("体检在 {seconds} 秒内没有做完，最后查到“{last}”；其余各项没有查，请在服务器上运行 huihan doctor"),
    N_("体检在 {seconds} 秒内没有做完；其余各项没有查，请在服务器上运行 huihan doctor"),
    N_("体检程序中途退出（{status}），最后查到“{last}”；请在服务器上运行 huihan doctor"),
    N_("体检程序中途退出（{status}）；请在服务器上运行 huihan doctor"),
    # huihan.checks.writing, huihan.rule_parts
    N_("来信中的险情（困人、燃气、触电等）不会报警"),
    N_("有险情的来信不会列为紧急，也不缩短期限"),
    N_("语言模型的不同意见不会提请人工查看"),
    N_("不会发现几户来信说的是同一件事"),
    N_("案件不按规则指派跟进人"),
    N_("港澳台用语不会按通行说法理解"),
    N_("编辑信件时没有按主题的常用语句"),
    N_("判定主题时不参考训练好的模型"),
    N_("clocks.yaml 没有给“{clock}”定期限：按 {count} 个工作日、公司日历计"),
    N_("可在 clocks.yaml 写入 {line}"),
    N_("规则目录没有 {file}：{what}"),
    N_("huihan rules complete 补入，已有的文件不动"),
    N_("规则簿有 {count} 处问题，第一处：{first}"),
    N_("huihan rules check 列出全部"),
    N_("规则簿正常（主题 {topics}，规则 {rules}）"),
    N_("huihan rules diff 查看改动，huihan rules activate 启用"),
    N_("{years} 年的放假调休通知未录入，跨到该年的期限均为暂定"),
    N_("升级 holidays 包，或把国务院通知写进 rulebook/calendar.yaml 的 published"),
    N_("{year} 年放假调休通知已录入；{next} 年通知发布前，跨年期限为暂定"),
    N_("{year} 年放假调休通知已录入"),
    N_("改正后再运行 huihan doctor"),
    N_("信件模板正常"),
    N_("信件字体可用：{face}"),
    N_("没有可用的中文衬线字体，本机生成的 PDF 会缺字（Word 文件不受影响）"),
    N_("apt-get install fontconfig fonts-noto-cjk，或安装仿宋"),
    N_("没有 Times New Roman 或同宽的西文字体：数字与西文会换成别的字体，表格可能排出页外"),
    N_("没有文字识别引擎，扫描件和照片只能人工登记"),
    N_("重新安装 huihan（需要 rapidocr 与 onnxruntime）"),
    N_("文字识别与方向判断可用"),
    N_("没有页面方向判断（tesseract-ocr-osd），横放、倒放的扫描件可能读错"),
)
"""Every sentence of a finding, by the modules that say it."""
_PARTS = (N_("{stage} {count} 件"), N_("{what} {count} 天"))
"""What stands in lists within them."""
_LEAST = 3
"""So many characters of its own has a message that a finding may be told by."""
_PLACE = re.compile(r"\{([a-z_]+)\}")
_BETWEEN = re.compile("([、，])")
_DEEPEST = 3


def in_words(text: str) -> Sentence | None:
    """A finding, or its mend, as a message with its values; None for a text that none fits."""
    return _fitting(text)


@lru_cache(maxsize=500)
def _fitting(text: str, depth: int = 0) -> Sentence | None:
    if text in known():
        return Sentence(text)
    step, mark, rest = text.partition("：")
    if mark and step in known() and (said := _fitting(rest, depth + 1)) is not None:
        return Sentence("{step}：{found}", {"step": Sentence(step), "found": said})
    for pattern, message in _patterns():
        if found := pattern.fullmatch(text):
            return Sentence(message, {name: _value(value, depth) for name, value in found.groupdict().items()})
    return None


def _value(text: str, depth: int) -> Sentence | str:
    """A value that is a message itself, or a list of such."""
    if depth > _DEEPEST:
        return text
    if (whole := _fitting(text, depth + 1)) is not None:
        return whole
    parts = _BETWEEN.split(text)
    said = [_part(one) for one in parts[::2]]
    if all(one is None for one in said):
        return text
    listed = [one or Sentence(written) for one, written in zip(said, parts[::2], strict=True)]
    found = listed[0]
    for one in listed[1:]:
        found = Sentence("{one}、{other}", {"one": found, "other": one})
    return found


def _part(text: str) -> Sentence | None:
    if text in known():
        return Sentence(text)
    for message in _PARTS:
        if found := _pattern(message).fullmatch(text):
            return Sentence(message, {name: _word(value) for name, value in found.groupdict().items()})
    return None


def _word(text: str) -> Sentence | str:
    return Sentence(text) if text in known() else text


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those with most words of their own first."""
    named = [one for one in known() if _PLACE.search(one) and "%(" not in one and len(_own(one)) >= _LEAST]
    return tuple((_pattern(one), one) for one in sorted(named, key=lambda one: (-len(_own(one)), one)))


def _own(message: str) -> str:
    return "".join(_PLACE.sub("", message).split())


@cache
def _pattern(message: str) -> re.Pattern[str]:
    pieces = _PLACE.split(message)
    seen: set[str] = set()
    written = [re.escape(pieces[0])]
    for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
        written += [f"(?P={name})" if name in seen else f"(?P<{name}>.+?)", re.escape(text)]
        seen.add(name)
    return re.compile("".join(written), re.DOTALL)
