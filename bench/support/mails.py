"""Complaints for the benchmarks: seeded, so that every run and both programs read the same; each has its own writer."""

import base64
import io
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache

from docx import Document

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORD_FILES = 25
"""Different Word files; making one takes longer than reading it."""
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_PROJECTS = ("春江花园", "翠湖天地", "和顺家园", "东城国际", "望江府")
_MATTERS = (
    ("电梯又停运了", "楼里的电梯三天两头停在半路，昨天晚上又关了人，按了警铃十几分钟才有人应"),
    ("厨房天花板漏水", "楼上的水顺着厨房天花板往下滴，墙皮已经掉了一大片，接水的盆一个晚上就满了"),
    ("楼道照明坏了半个月", "三楼到五楼的灯一直不亮，老人晚上上下楼只能扶着墙摸黑走，已经有人摔过一跤"),
    ("垃圾桶旁边臭气熏天", "北门的垃圾桶两天没有人清运，袋子堆到路中间，苍蝇成群，窗户都不敢开"),
    ("陌生人随便进出小区", "大门的道闸一直抬着，保安坐在岗亭里看手机，外卖和推销的人可以一直走到家门口"),
    ("前台态度恶劣", "我去前台问水费怎么多出来一百多，接待的人头也不抬，让我自己去看公告"),
    ("楼上深夜装修扰民", "楼上过了夜里十一点还在打电钻，孩子第二天要上学，打电话给管家没有人接"),
    ("地下车库积水", "一下雨地下车库就积水，昨天水淹到了车轮一半，排水泵根本没有开"),
    ("宠物不牵绳", "有人在中庭遛两条大狗不牵绳也不捡粪便，昨天扑到了一个骑小车的孩子"),
    ("消防通道被占用", "消防通道上天天停满私家车，前几天救护车进不来，耽误了好几分钟"),
)
_TURNS = (
    "这件事我上个月已经在电话里说过一次，当时答应两天之内处理，到现在没有人来看过。",
    "我们一家五口住在这里，老人腿脚不便，孩子才上小学，实在经不起这样折腾。",
    "物业费我们从来没有拖欠过，收费的时候很准时，办事的时候却总是推来推去。",
    "隔壁几户邻居也都遇到同样的情况，大家在群里说了很多次，没有人出来给一个说法。",
    "我拍了照片和视频，需要的话可以随时提供，也欢迎你们派人上门来看一看。",
    "请你们查清楚原因，告诉我由谁负责、什么时候修好，不要再用一句正在协调来应付。",
    "如果还是没有结果，我只好打市民热线，请街道和房管部门来评一评这个道理。",
    "希望能在这个星期之内给我一个书面答复，写明处理的办法和完成的日期。",
    "修好之后也请安排专人定期检查，不要等到住户来投诉才想起来去看一眼。",
    "我白天要上班，晚上七点以后和周末都在家，上门之前请先打一个电话。",
)


@dataclass(frozen=True, kw_only=True)
class _Letter:
    subject: str
    paragraphs: tuple[str, ...]
    writer: str
    address: str


def mailbox(count: int, *, seed: int = 2026) -> list[bytes]:
    """`count` mails with 1 to 3 KB of text each: every fifth with a Word file of about 30 KB, every tenth HTML only."""
    return [_mail(number, seed) for number in range(count)]


def small_mails(first: int, count: int, *, seed: int = 2026) -> list[bytes]:
    """Plain mails numbered from `first`, for long runs."""
    return [_plain(number, seed).as_bytes() for number in range(first, first + count)]


def poisons() -> dict[str, bytes]:
    """Mails of the kinds that make a parser raise; each holds words all the same."""
    whole = _plain(9_000_001, 2026)
    body = base64.b64encode("电梯坏了三天没有人修，请尽快派人来看。".encode())
    head = whole.as_bytes().partition(b"\n\n")[0].replace(b"utf-8", b"x-no-such-charset")
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(1_000)
    )
    return {
        "multipart 1000 deep": b"From: a1@example.com\r\nMessage-ID: <deep@example.com>\r\nSubject: deep\r\n"
        + deep
        + b"Content-Type: text/plain\r\n\r\nhello\r\n",
        "unknown charset": head + b"\n\n" + body + b"\n",
        "corrupted headers": b"From: =?gb2312?B?////?= <a2@@example..com>>\r\nMessage-ID: <<broken\r\n"
        b"Subject: =?no-such?Q?=B5=E7=CC=DD?=\r\nDate: 99 Foo 20x6\r\nContent-Type: text/plain; charset=\r\n"
        b"Content-Transfer-Encoding: base65\r\n\r\n" + "电梯坏了".encode("gb18030"),
    }


def _letter(number: int, seed: int) -> _Letter:
    words = random.Random(f"{seed}/{number}")
    subject, opening = words.choice(_MATTERS)
    project, floor = words.choice(_PROJECTS), words.randint(1, 18)
    writer = words.choice(_SURNAMES) + words.choice(("先生", "女士"))
    where = f"{project}{words.randint(1, 30)}栋{words.randint(1, 3)}单元{floor}0{words.randint(1, 4)}室"
    turns = [words.choice(_TURNS) for _ in range(words.randint(8, 28))]
    return _Letter(
        subject=f"{project}：{subject}",
        paragraphs=(
            "物业公司负责人：",
            f"您好！我是{where}的业主。{opening}。",
            *("".join(turns[at : at + 4]) for at in range(0, len(turns), 4)),
            f"此致\n敬礼\n{writer}\n电话：138{words.randint(0, 99_999_999):08d}",
        ),
        writer=writer,
        address=f"resident{number}@example.com",
    )


def _envelope(number: int, letter: _Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{letter.writer} <{letter.address}>"
    message["To"] = "kefu@wuye.example"
    message["Subject"] = letter.subject
    message["Date"] = START + timedelta(minutes=number)
    message["Message-ID"] = f"<bench-{number}@example.com>"
    return message


def _plain(number: int, seed: int) -> EmailMessage:
    letter = _letter(number, seed)
    message = _envelope(number, letter)
    message.set_content("\n\n".join(letter.paragraphs), cte="base64")
    return message


def _mail(number: int, seed: int) -> bytes:
    if number % 10 == 3:
        letter = _letter(number, seed)
        message = _envelope(number, letter)
        lines = "".join(f"<p>{paragraph}</p>" for paragraph in letter.paragraphs)
        message.set_content(f"<html><body><div>{lines}</div></body></html>", subtype="html", cte="base64")
        return message.as_bytes()
    message = _plain(number, seed)
    if number % 5 == 0:
        maintype, subtype = _WORD.split("/")
        data = _word_file(number // 5 % _WORD_FILES, seed)
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename="投诉信.docx")
    return message.as_bytes()


@cache
def _word_file(number: int, seed: int) -> bytes:
    document = Document()
    for paragraph in _letter(1_000_000 + number, seed).paragraphs:
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
