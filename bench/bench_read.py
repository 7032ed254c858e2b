"""Mails read per second against mail-parser alone, interleaved in one run: `python bench/bench_read.py [ROUNDS]`.

Prints our rate, mail-parser's rate and their ratio, for simple mails and for a mix: a fifth with a 30 KB Word
attachment, a tenth HTML only. mail-parser decodes neither wrong labels nor attachments; ours reads both, sets the
history apart and finds the fields.
"""

import base64
import io
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache

import docx
import mailparser

from domain.settings import Limits
from ingest.read import read_letters

LIMITS = Limits()
WORDS = (
    "您好，我是阳光花园{0}栋{1}单元{2}室的业主李明，电话1380013{3:04d}。我们单元的电梯从11月{4}日起停运，已经三天了，",
    "老人上下楼非常不便。物业值班人员说配件要等，但一直没有给出时间。此外地下车库的灯也坏了好几盏，晚上看不清路，",
    "上个月刚交的物业费1200元，希望尽快派人维修并书面答复。我们楼里五十多户都有同样的意见，请重视。",
)


def _encoded_word(text: str, charset: str, codec: str) -> str:
    return f"=?{charset}?B?{base64.b64encode(text.encode(codec)).decode()}?="


def _mail(number: int, kind: str) -> bytes:
    """One mail of about 1-3 KB under the label that its number chooses."""
    charset = ("utf-8", "gb2312", "gbk", "gb18030")[number % 4]
    codec = "gb18030" if charset.startswith("g") else charset
    rooms = (number % 30 + 1, number % 4 + 1, number % 28 * 100 + 101)
    text = "".join(WORDS).format(*rooms, number % 10_000, number % 20 + 1)
    if kind == "html":
        text = f"<html><body><div>{text.replace('。', '。<br>')}</div></body></html>"
    head = (
        f"Return-Path: <r{number}@qq.example>\r\nReceived: from smtp.qq.example (smtp.qq.example [192.0.2.7])\r\n"
        f"\tby mx.wuye.example with ESMTPS id {number:08x}; Sat, 21 Nov 2026 09:30:11 +0800\r\n"
        f"From: {_encoded_word('李明', charset, codec)} <r{number}@qq.example>\r\nTo: tousu@wuye.example\r\n"
        f"Subject: {_encoded_word(f'电梯停运第{number}次投诉', charset, codec)}\r\n"
        f"Date: Sat, 21 Nov 2026 09:30:10 +0800\r\nMessage-ID: <{number}@qq.example>\r\nX-Mailer: QQMail 2.x\r\n"
        "MIME-Version: 1.0\r\n"
    )
    body = (
        f'Content-Type: text/{"html" if kind == "html" else "plain"}; charset="{charset}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(text.encode(codec)).decode()}"
    )
    if kind != "word":
        return (head + body).encode()
    return (
        f'{head}Content-Type: multipart/mixed; boundary="b{number}"\r\n\r\n--b{number}\r\n{body}\r\n--b{number}\r\n'
        'Content-Type: application/octet-stream; name="letter.docx"\r\nContent-Transfer-Encoding: base64\r\n'
        'Content-Disposition: attachment; filename="letter.docx"\r\n\r\n'
        f"{base64.encodebytes(_word()).decode()}\r\n--b{number}--\r\n"
    ).encode()


@cache
def _word() -> bytes:
    document = docx.Document()
    for line in range(4):
        document.add_paragraph(f"第{line}条：" + "".join(WORDS).format(1, 2, 301, line, 5))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _seconds(task: Callable[[bytes], object], mails: Sequence[bytes]) -> float:
    started = time.perf_counter()
    for mail in mails:
        task(mail)
    return time.perf_counter() - started


def _ours(mail: bytes) -> object:
    return read_letters(mail, name="mail.eml", limits=LIMITS)


def compare(title: str, mails: Sequence[bytes], rounds: int) -> None:
    """Both readers in turn over the same mails, the best round of each counted."""
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(_seconds(mailparser.parse_from_bytes, mails))
        ours.append(_seconds(_ours, mails))
    our_rate, their_rate = len(mails) / min(ours), len(mails) / min(theirs)
    ratio = our_rate / their_rate
    print(f"{title}: huihan {our_rate:.0f} mails/s, mail-parser alone {their_rate:.0f} mails/s, ratio {ratio:.2f}")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    simple = [_mail(number, "plain") for number in range(200)]
    mixed = [
        _mail(number, "word" if number % 5 == 0 else "html" if number % 10 == 1 else "plain") for number in range(100)
    ]
    for mail in (simple[0], mixed[0], mixed[1]):
        _ours(mail)
    compare("simple mails (1-2 KB, text)", simple, rounds)
    compare("mixed mails (20 % Word, 10 % HTML)", mixed, rounds)


if __name__ == "__main__":
    main()
