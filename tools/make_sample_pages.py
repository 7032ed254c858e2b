"""Writes the samples of tests/samples that are pages: text that lies sideways, in columns, or makes no sense.

Usage: make_sample_pages.py FOLDER. Needs Debian's fonts-droid-fallback. What to expect of each stands beside it.
"""

import io
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FACE = "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"
WIDTH, HEIGHT = 595, 842
LETTER = (
    "物业服务中心：",
    "地库B区三号柱旁的照明灯坏了两个星期，晚上一片漆黑，",
    "昨天有老人在那里绊倒，请尽快派电工来修。",
    "9栋2单元1703室 何平",
    "电话13700002468",
    "2026年11月3日",
)
OUTLINED = (
    "物业服务中心：",
    "七号楼一单元门口的地砖松了，下雨天一踩就溅水，",
    "已经有两位邻居滑倒，请派人重铺。",
    "业主　何平",
)
COLUMNS = (
    "地库照明損壞投訴書",
    "管理處台鑒：",
    "　　本人住第九座十七樓Ｃ室。地庫三號柱旁的照明燈壞了兩個星期，晚上一片漆",
    "黑，昨日有長者在該處絆倒，請盡快派員維修，並書面答覆。",
    "　　　　　　　　　　業主何平謹啟",
    "　　　　　　　　　　電話九八七六〇〇〇一",
    "　　　　　　二〇二六年十一月三日",
)
SCANNED = (
    "　投訴天臺漏水",
    "順景樓管理處台鑒",
    "　　本人為順景樓二座十一樓業主",
    "天臺防水層破損每逢落雨即滲入客",
    "廳懇請從速派員修補並書面答覆",
    "　　　　　　　　業主馮家慧謹啟",
    "　　　　　電話九八七六〇〇〇二",
    "　　二〇二六年十月八日",
)
CHAT = (
    ("time", "十月七日晚上九点"),
    ("own", "水泵房又响了一夜，\n十楼以下根本没法睡"),
    ("other", "您好，请问您是哪一户？"),
    ("own", "十一栋一零零二室，田野"),
    ("other", "收到，明天安排师傅去看"),
    ("time", "十月九日早上八点"),
    ("own", "两天了没有人来，今晚再响我就\n去投诉你们"),
)
GROUP = (
    ("time", "昨天晚上十点"),
    ("own", "三楼的楼道灯坏了一周"),
    ("name", "管家小王"),
    ("other", "已经报修了"),
    ("name", "八楼陈姐"),
    ("other", "我们家门口也黑着"),
    ("own", "请尽快换灯泡"),
)
NAMES = ("郗昶", "亓官翀", "逄皞", "仝燚", "郤堃", "眭彧", "爨赟", "妫珺", "鬲旻", "佘昊")

Drawing = Callable[[Canvas], None]


def page(draw: Drawing, *, rotate: int = 0) -> bytes:
    """One A4 page."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=True)
    canvas.setPageRotation(rotate)
    draw(canvas)
    canvas.save()
    return target.getvalue()


def lines(texts: Sequence[str], *, angle: int = 0, down: float = 100, face: str = "STSong-Light") -> Drawing:
    """Lines from the top, the whole turned against the clock by so many degrees."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        corners = {0: (0, 0), 90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}
        canvas.translate(*corners[angle])
        canvas.rotate(angle)
        top = HEIGHT if angle % 180 == 0 else WIDTH
        for number, text in enumerate(texts):
            across = 72.0
            for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", text):
                used = "Helvetica" if run.isascii() else face
                canvas.setFont(used, 14)
                canvas.drawString(across, top - down - 28 * number, run)
                across += pdfmetrics.stringWidth(run, used, 14)
        canvas.restoreState()

    return draw


def both(*drawings: Drawing) -> Drawing:
    """Several drawings on one page."""

    def draw(canvas: Canvas) -> None:
        for one in drawings:
            one(canvas)

    return draw


def columns(texts: Sequence[str]) -> Drawing:
    """Columns from the right, character by character, as old typesetting and some programs place them."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 14)
        for number, text in enumerate(texts):
            for place, char in enumerate(text):
                if char != "　":
                    canvas.drawString(500 - 30 * number, 760 - 18 * place, char)

    return draw


def scanned(texts: Sequence[str], *, head: str = "", skew: float = 0.0, turn: int = 0) -> bytes:
    """A scan of columns, the first a title in larger characters where there is no letterhead above them."""
    picture = Image.new("L", (1240, 1400), 255)
    draw = ImageDraw.Draw(picture)
    if head:
        draw.text((620, 90), head, font=ImageFont.truetype(FACE, 50), fill=0, anchor="mm")
    across = 1130
    for number, text in enumerate(texts):
        side = 46 if number or head else 60
        face = ImageFont.truetype(FACE, side)
        for place, char in enumerate(text):
            draw.text((across, 180 + place * side * 1.08), char, font=face, fill=0, anchor="mt")
        across -= 90
    picture = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255).rotate(turn, expand=True)
    target = io.BytesIO()
    picture.quantize(8).save(target, "PNG", optimize=True)
    return target.getvalue()


def chat(said: Sequence[tuple[str, str]], *, title: str = "") -> bytes:
    """A screenshot of WeChat. said: own and other bubbles, names and times, each with its words."""
    width, face, small = 720, ImageFont.truetype(FACE, 30), ImageFont.truetype(FACE, 22)
    picture = Image.new("RGB", (width, 4000), (237, 237, 237))
    draw = ImageDraw.Draw(picture)
    draw.text((width / 2, 90), title, font=face, fill=(20, 20, 20), anchor="mm")
    down = 150
    for kind, words in said:
        lines = words.split("\n")
        if kind in {"time", "name"}:
            place, anchor = ((width / 2, down), "mt") if kind == "time" else ((110, down), "lt")
            draw.text(place, words, font=small, fill=(130, 130, 130), anchor=anchor)
            down += 40
            continue
        wide = max(face.getlength(line) for line in lines) + 48
        left = width - 100 - wide if kind == "own" else 100
        colour = (149, 236, 105) if kind == "own" else (255, 255, 255)
        draw.rounded_rectangle((left, down, left + wide, down + 40 * len(lines) + 36), 10, fill=colour)
        draw.rounded_rectangle(
            (width - 85 if kind == "own" else 15, down, width - 15 if kind == "own" else 85, down + 70), 8
        )
        for number, line in enumerate(lines):
            draw.text((left + 24, down + 18 + 40 * number), line, font=face, fill=(20, 20, 20))
        down += 40 * len(lines) + 72
    target = io.BytesIO()
    picture.crop((0, 0, width, down + 40)).quantize(32).save(target, "PNG", optimize=True)
    return target.getvalue()


def with_map(data: bytes, change: Callable[[str], str] | None) -> bytes:
    """The PDF with the table of characters of its embedded fonts changed, or without one."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        for font in document.pages[0].Resources.Font.values():
            if "/ToUnicode" not in font:
                continue
            if change is None:
                del font["/ToUnicode"]
            else:
                table = font.ToUnicode.read_bytes().decode("ascii")
                font.ToUnicode = document.make_stream(change(table).encode("ascii"))
        document.save(target, static_id=True)
    return target.getvalue()


def shifted(table: str) -> str:
    """Every character some places further on."""
    return re.sub(r"(?<=> <)[0-9A-F]{4}(?=>)", lambda hit: f"{int(hit[0], 16) + 7:04X}", _one_by_one(table))


def exchanged(table: str) -> str:
    """Every Chinese character of the font in the place of another."""
    table = _one_by_one(table)
    found = re.findall(r"(?<=> <)[4-9][0-9A-F]{3}(?=>)", table)
    place = dict(zip(found, reversed(found), strict=True))
    return re.sub(r"(?<=> <)[0-9A-F]{4}(?=>)", lambda hit: place.get(hit[0], hit[0]), table)


def private(table: str) -> str:
    """Every character in the private-use area."""
    return re.sub(r"(?<=> <)[0-9A-F]{4}(?=>)", lambda hit: f"{0xE100 + int(hit[0], 16) % 2000:04X}", _one_by_one(table))


def _one_by_one(table: str) -> str:
    """Ranges with a list (`<00> <80> [<0020> …]`) as single mappings."""

    def single(hit: re.Match[str]) -> str:
        codes = re.findall(r"<([0-9A-F]+)>", hit[1])
        rows = [f"<{number:02X}> <{code[:4]}>" for number, code in enumerate(codes)]
        pieces = [rows[at : at + 100] for at in range(0, len(rows), 100)]
        return "\n".join(f"{len(piece)} beginbfchar\n" + "\n".join(piece) + "\nendbfchar" for piece in pieces)

    return re.sub(r"\d+ beginbfrange\s+<00> <[0-9A-F]{2}> \[(.*?)\]\s+endbfrange", single, table, flags=re.DOTALL)


def outlined(canvas: Canvas) -> None:
    """A letter whose characters are drawn as shapes, with a page number that is text."""
    face = ImageFont.truetype(FACE, 14)
    for number, text in enumerate(OUTLINED):
        picture = Image.new("1", (WIDTH, 20))
        ImageDraw.Draw(picture).text((0, 0), text, font=face, fill=1)
        for at in range(WIDTH * 20):
            x, y = at % WIDTH, at // WIDTH
            if picture.getpixel((x, y)):
                canvas.rect(72 + x, HEIGHT - 100 - 28 * number - y, 1.05, 1.05, stroke=0, fill=1)
    canvas.setFont("STSong-Light", 9)
    canvas.drawString(280, 40, "第1页")


def samples() -> dict[str, bytes]:
    """Every sample by its file name."""
    letter = page(lines(LETTER, face="Droid"))
    landscape = ("楼栋 月份 停电次数", "9栋 九月 三次", "9栋 十月 五次", "合计 八次")
    return {
        "pdf-sideways.pdf": page(lines(LETTER, angle=90)),
        "pdf-sideways-turned-page.pdf": page(lines(LETTER), rotate=90),
        "pdf-upside-down.pdf": page(lines(LETTER, angle=180), rotate=90),
        "pdf-sideways-beside-upright.pdf": page(both(lines(LETTER), lines(landscape, angle=90, down=400))),
        "chat-screenshot.png": chat(CHAT, title="翠湖物业小李"),
        "chat-screenshot-group.png": chat(GROUP, title="九栋业主群"),
        "chat-screenshot-long.png": chat(CHAT * 5, title="翠湖物业小李"),
        "scan-columns.png": scanned(SCANNED, skew=0.8),
        "scan-columns-upside-down.png": scanned(SCANNED, skew=-0.5, turn=180),
        "scan-columns-under-a-head.png": scanned(SCANNED[1:], head="順景樓業主用箋"),
        "pdf-columns.pdf": page(columns(COLUMNS)),
        "pdf-unmapped.pdf": with_map(letter, None),
        "pdf-shifted.pdf": with_map(letter, shifted),
        "pdf-exchanged.pdf": with_map(page(lines(LETTER * 2, face="Droid")), exchanged),
        "pdf-private-use.pdf": with_map(letter, private),
        "pdf-rare-names.pdf": page(lines(NAMES, face="Droid")),
        "pdf-outlined.pdf": page(outlined),
    }


if __name__ == "__main__":
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    pdfmetrics.registerFont(TTFont("Droid", FACE))
    for name, data in samples().items():
        (Path(sys.argv[1]) / name).write_bytes(data)
