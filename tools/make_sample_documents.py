"""Writes the binary samples of tests/samples again: documents as other programs write them, and their traps.

Usage: make_sample_documents.py FOLDER. Needs LibreOffice and openssl. What to expect of each stands beside it by hand.
"""

import base64
import io
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

from compound_file import compound_file
from openpyxl import Workbook
from PIL import Image
from sample_word import word_letter

LETTER = "客户服务中心：\r\n7栋2单元1103电梯昨晚困人，请检修。\r\n业主 陈立 13700005678\r\n2026年11月20日"
_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"


def office(data: bytes, suffix: str, to: str) -> bytes:
    """A document converted by LibreOffice. to: a suffix, with a filter's name after a colon if need be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"in{suffix}").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", to, "--outdir", name, f"{name}/in{suffix}"]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # a fixed command
        return (folder / f"in.{to.partition(':')[0]}").read_bytes()


def zipped(members: dict[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip with fixed dates. stored: names that are not packed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            package.writestr(zipfile.ZipInfo(name), data, kind)
    return target.getvalue()


def words_of_gbk(text: str) -> str:
    """RTF escapes as Word writes them: a second byte that is a sign of ASCII stands as itself."""
    out = []
    for char in text:
        raw = char.encode("gbk")
        if len(raw) == 1:
            out.append(char)
            continue
        second = chr(raw[1])
        plain = raw[1] < 0x80 and second not in "\\{}"
        out.append(f"\\'{raw[0]:02x}" + (second if plain else f"\\'{raw[1]:02x}"))
    return "".join(out)


def rtf_word() -> bytes:
    """GBK by escapes and a Western font table, a picture, deleted words, a header, a note and a table."""
    w = words_of_gbk
    rows = "".join(
        rf"\trowd\cellx2000\cellx6000 \intbl {w(left)}\cell {w(right)}\cell\row "
        for left, right in (("姓名", "陈立"), ("房号", "7栋2单元1103"))
    )
    return "".join(
        [
            r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset0 Times;}{\f1\fnil\fcharset134 SimSun;}}",
            rf"{{\header \pard {w('云栖花园业主委员会')}\par}}",
            r"{\pict\wmetafile8 " + "0102ab" * 40 + "}",
            rf"\pard\f1 {w('客户服务中心：')}\par ",
            rf"{w('電梯昨晚')}{{\deleted {w('前晚')}}}{w('困人，請檢修，嚴重影響出行')}",
            rf"{{\footnote {w('已报警')}}}\par ",
            rf"\f0 {w('楼道灯也坏了')}\par {{\*\annotation {w('语气再重些')}}}{rows}\pard 2026\'c4\'ea",
            "\n",
            r"11\'d4\'c2" + "\n" + r"20\'c8\'d5\par}",
        ]
    ).encode("ascii")


def odf_password() -> bytes:
    """As an office writes it: the manifest says that content.xml is encrypted."""
    manifest = (
        f'<m:manifest xmlns:m="{_DOCUMENT}manifest:1.0"><m:file-entry m:full-path="content.xml" m:size="9">'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    )
    kind = b"application/vnd.oasis.opendocument.text"
    members = {"mimetype": kind, "content.xml": b"\x9d" * 90, "META-INF/manifest.xml": manifest.encode()}
    return zipped(members, stored=("mimetype",))


def ofd() -> bytes:
    """Two pages over a template, a table by places, objects out of order."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'

    def run(x: float, y: float, text: str) -> str:
        return (
            f'<ofd:TextObject ID="9" Boundary="{x} {y} {len(text) * 4} 5" Font="1" Size="4">'
            f'<ofd:TextCode X="0" Y="4" DeltaX="g 9 4">{text}</ofd:TextCode></ofd:TextObject>'
        )

    def content(*runs: str, template: str = "") -> bytes:
        layer = f'<ofd:Content><ofd:Layer ID="2">{"".join(runs)}</ofd:Layer></ofd:Content>'
        return f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {space}>{template}{layer}</ofd:Page>'.encode()

    used = '<ofd:Template TemplateID="5" ZOrder="Background"/>'
    table = [run(20, 60, "姓名"), run(60, 60, "陈立"), run(20, 70, "房号"), run(60, 70, "7栋2单元1103")]
    pages = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/><ofd:Page ID="2" BaseLoc="Pages/Page_1/Content.xml"/>'
    common = '<ofd:CommonData><ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
    document = f"<ofd:Document {space}>{common}<ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    root = f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    first = content(run(20, 40, "7栋电梯昨晚困人，请检修。"), run(20, 30, "客户服务中心："), *table, template=used)
    return zipped(
        {
            "OFD.xml": root.encode(),
            "Doc_0/Document.xml": document.encode(),
            "Doc_0/Tpls/Tpl_0/Content.xml": content(run(70, 10, "投诉书")),
            "Doc_0/Pages/Page_0/Content.xml": first,
            "Doc_0/Pages/Page_1/Content.xml": content(run(20, 20, "2026年11月20日")),
        }
    )


def workbook() -> bytes:
    """Two sheets; a sum by a formula with the value it last had, which openpyxl cannot write, so it is put in."""
    book = Workbook()
    sheet = book.active
    sheet.title = "联名投诉"
    for row in (
        ("房号", "姓名", "日期", "金额"),
        ("3栋101", "王芳", date(2026, 11, 3), 200),
        ("3栋102", "李明", None, 150.5),
    ):
        sheet.append(row)
    sheet.append(("合计", None, None, "=SUM(D2:D3)"))
    book.create_sheet("说明").append(("电梯停运一周，要求减免物业费",))
    target = io.BytesIO()
    book.save(target)
    with zipfile.ZipFile(target) as package:
        members = {name: package.read(name) for name in package.namelist()}
    sheet_name = "xl/worksheets/sheet1.xml"
    members[sheet_name] = members[sheet_name].replace(b"<v></v>", b"<v>350.5</v>").replace(b"<v />", b"<v>350.5</v>")
    return zipped(members)


def zip_gbk() -> bytes:
    """Names in GBK without the UTF-8 flag, as Windows packs them; a folder, a Mac's clutter, a zip inside."""
    inner = zipped({"inside.txt": "楼道灯坏了两周。".encode()})
    members = {"folder/letter-a.txt": LETTER.encode("gbk"), "__MACOSX/._x": b"\0\1", "inner-xyzzy.zip": inner}
    names = {b"folder/letter-a.txt": "投诉/信件.txt".encode("gbk"), b"inner-xyzzy.zip": "补充材料.zip".encode("gbk")}
    data = zipped(members)
    for old, new in names.items():
        padded = new.rjust(len(old), b"_")
        data = data.replace(old, padded)
    return data


def zip_password() -> bytes:
    """One file open, one under a password: the flag of the second is set in both its heads."""
    data = bytearray(zipped({"open.txt": LETTER.encode(), "locked.txt": b"x" * 50}))
    local = data.rindex(b"PK\x03\x04")
    central = data.rindex(b"PK\x01\x02")
    data[local + 6] |= 1
    data[central + 8] |= 1
    return bytes(data)


def properties(head: int, numbers: dict[int, bytes], streams: dict[str, bytes]) -> bytes:
    """The properties stream of a message, attachment or recipient (MS-OXMSG 2.4)."""
    fixed = b"".join(struct.pack("<HHI8s", kind & 0xFFFF, kind >> 16, 6, value) for kind, value in numbers.items())
    sizes = b"".join(
        struct.pack("<HHIII", int(name[-4:], 16), int(name[-8:-4], 16), 6, len(data), 0)
        for name, data in streams.items()
        if name.startswith("__substg1.0_")
    )
    return b"\0" * head + fixed + sizes


def message(head: int, texts: dict[int, str], numbers: dict[int, bytes], more: dict, *, ansi: bool) -> dict:
    """The storage of a message. texts: by property; more: attachments."""
    kind = "001E" if ansi else "001F"
    charset = "gbk" if ansi else "utf-16-le"
    streams = {f"__substg1.0_{number:04X}{kind}": text.encode(charset) for number, text in texts.items()}
    return {"__properties_version1.0": properties(head, numbers, streams), **streams, **more}


def attachment(name: str, data: "bytes | dict", *, ansi: bool) -> dict:
    """The storage of an attachment: a file, or a message of its own."""
    kind, charset = ("001E", "gbk") if ansi else ("001F", "utf-16-le")
    streams: dict = {f"__substg1.0_3707{kind}": name.encode(charset)}
    streams["__substg1.0_37010102" if isinstance(data, bytes) else "__substg1.0_3701000D"] = data
    flat = {key: value for key, value in streams.items() if isinstance(value, bytes)}
    return {"__properties_version1.0": properties(8, {0x37050003: struct.pack("<Q", 1)}, flat), **streams}


def msg_ansi() -> bytes:
    """An old Outlook in Chinese Windows: every text in GBK, no Internet headers, a file attached."""
    texts = {
        0x37: "电梯困人",
        0x1000: LETTER,
        0x0C1A: "陈立",
        0x0C1F: "chen.li@example.com",
        0x1035: "<m1@example.com>",
    }
    sent = struct.pack(
        "<Q", int((datetime(2026, 11, 20, 1, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7
    )
    files = {"__attach_version1.0_#00000000": attachment("照片说明.txt", "照片三张，见楼道。".encode("gbk"), ansi=True)}
    return compound_file(message(32, texts, {0x3FFD0003: struct.pack("<Q", 936), 0x00390040: sent}, files, ansi=True))


def msg_nested() -> bytes:
    """A present-day Outlook: Unicode, Internet headers, HTML alone, and the resident's message attached."""
    inner_texts = {
        0x37: "楼上装修噪音",
        0x1000: "楼上每天早上六点装修，请制止。\r\n5栋601 赵敏",
        0x0C1A: "赵敏",
        0x5D01: "zhao.min@example.com",
    }
    inner = message(24, inner_texts, {}, {}, ansi=False)
    headers = (
        "From: =?utf-8?b?5YmN5Y+w?= <desk@example.com>\r\nTo: tousu@wuye.example\r\nMessage-ID: <m2@example.com>\r\n"
    )
    html = "<html><body><p>请处理，见附件。</p></body></html>".encode()
    more = {
        "__substg1.0_10130102": html,
        "__attach_version1.0_#00000000": attachment("楼上装修噪音", inner, ansi=False),
    }
    texts = {0x37: "转：楼上装修噪音", 0x7D: headers + "Date: Fri, 20 Nov 2026 09:00:00 +0800\r\n"}
    return compound_file(message(32, texts, {}, more, ansi=False))


def tnef() -> bytes:
    """winmail.dat: the text, and a file whose title is in GBK."""

    def attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
        return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    return b"".join(
        [
            struct.pack("<IH", 0x223E9F78, 1),
            attribute(1, 0x9006, 8, struct.pack("<I", 0x10000)),
            attribute(1, 0x9007, 6, struct.pack("<II", 936, 0)),
            attribute(1, 0x800C, 2, "楼道堆物，请清理。\0".encode("gbk")),
            attribute(2, 0x9002, 6, b"\1\0" + b"\xff" * 4 + b"\0" * 8),
            attribute(2, 0x8010, 1, "情况说明.txt\0".encode("gbk")),
            attribute(2, 0x800F, 6, LETTER.encode("gbk")),
        ]
    )


def signed(*options: str, encrypt: bool = False) -> bytes:
    """A mail entity signed or encrypted by openssl with a throw-away key."""
    entity = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    entity += base64.encodebytes(LETTER.encode()).replace(b"\n", b"\r\n")
    with tempfile.TemporaryDirectory() as name:
        key, certificate = f"{name}/key.pem", f"{name}/cert.pem"
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=chen.li@example.com"]
        subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)  # noqa: S603  # a fixed command
        verb = (
            ["-encrypt", "-aes256", *options, certificate]
            if encrypt
            else ["-sign", "-signer", certificate, "-inkey", key, *options]
        )
        return subprocess.run(["openssl", "cms", *verb], check=True, capture_output=True, input=entity).stdout  # noqa: S603, S607  # a fixed command


def mail(body: bytes, *, subject: str = "投诉电梯") -> bytes:
    """Header fields before an entity."""
    word = base64.b64encode(subject.encode()).decode()
    head = f"From: chen.li@example.com\r\nTo: tousu@wuye.example\r\nSubject: =?utf-8?B?{word}?=\r\n"
    return (head + "Date: Fri, 20 Nov 2026 09:00:00 +0800\r\nMessage-ID: <s1@example.com>\r\n").encode() + body


def tnef_mail() -> bytes:
    """The mail that Outlook sends with a winmail.dat and hardly a word."""
    packed = base64.encodebytes(tnef()).decode()
    return mail(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
        "--B\r\nContent-Type: text/plain\r\n\r\n\r\n"
        '--B\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n'
        f"Content-Disposition: attachment; filename=winmail.dat\r\n\r\n{packed}\r\n--B--\r\n".encode()
    )


def picture() -> bytes:
    """A JPEG without words, large enough not to be taken for a logo."""
    target = io.BytesIO()
    Image.effect_noise((160, 160), 60).save(target, "JPEG", quality=90)
    return target.getvalue()


def old_word(*, locked: bool = False) -> bytes:
    """The Word letter as Word 97 has it, by LibreOffice. locked: with the flag of a password."""
    data = bytearray(office(word_letter(), ".docx", "doc:MS Word 97"))
    if locked:
        data[data.index(b"\xec\xa5") + 11] |= 1
    return bytes(data)


def linked_word() -> bytes:
    """A Word 97 document with a picture that lies on a web server."""
    picture = "http://127.0.0.1:65000/".ljust(40, "x")
    page = f'<html><body><p>漏水</p><p><img src="{picture}" width=50 height=50></p></body></html>'
    return office(page.encode(), ".html", "doc:MS Word 97")


def samples() -> dict[str, bytes]:
    """Every sample by its file name."""
    encrypted = {"EncryptionInfo": b"\4\0\4\0@\0\0\0", "EncryptedPackage": b"\xa5" * 5000}
    opaque = signed("-nodetach", "-outform", "DER")
    return {
        "file-word-everything.docx": word_letter(),
        "file-word-macros.docm": word_letter(macros=True),
        "file-word-password.docx": compound_file(encrypted),
        "file-word-picture-only.docx": word_letter(only_picture=picture()),
        "file-old-word.doc": old_word(),
        "file-old-word-password.doc": old_word(locked=True),
        "file-old-word-linked.doc": linked_word(),
        "file-wps.wps": office(word_letter(), ".docx", "doc:MS Word 97"),
        "file-odt.odt": office(word_letter(), ".docx", "odt"),
        "file-odt-password.odt": odf_password(),
        "file-rtf-office.rtf": office(word_letter(), ".docx", "rtf"),
        "file-rtf-word.rtf": rtf_word(),
        "file-ofd.ofd": ofd(),
        "file-excel.xlsx": workbook(),
        "file-zip-gbk-names.zip": zip_gbk(),
        "file-zip-password.zip": zip_password(),
        "file-zip-bomb.zip": zipped({"bomb.txt": b"0" * 20_000_000}),
        "file-outlook-ansi.msg": msg_ansi(),
        "file-outlook-nested.msg": msg_nested(),
        "file-winmail.dat": tnef(),
        "attachment-winmail.eml": tnef_mail(),
        "file-smime.p7m": opaque,
        "smime-opaque.eml": mail(signed("-nodetach", "-nosmimecap")),
        "smime-opaque-open-lengths.eml": mail(signed("-nodetach", "-stream")),
        "smime-clear.eml": mail(signed()),
        "smime-encrypted.eml": mail(signed(encrypt=True)),
    }


if __name__ == "__main__":
    if shutil.which("soffice") is None:
        sys.exit("LibreOffice is needed: libreoffice-writer-nogui")
    for name, data in samples().items():
        (Path(sys.argv[1]) / name).write_bytes(data)
