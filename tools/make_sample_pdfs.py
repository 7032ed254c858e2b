"""Makes the demo's PDF letters (`make samples`); they are shipped, so that the demo needs no PDF library."""

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"  # Adobe-GB1 holds the traditional characters too
FOLDER = Path(__file__).parents[1] / "huihan" / "samples"
LETTERS = {
    "fire-lane.pdf": (
        "关于消防通道长期被占的投诉",
        [
            "翠湖花园物业服务中心：",
            "9栋与10栋之间的消防通道，每天晚上都停满了私家车，已有一个多月。",
            "上周有住户家中冒烟，消防车开不进来，幸好没有酿成大祸。",
            "保安看见了也不管，只说劝不动。要求立即清理消防通道，",
            "设置隔离桩和禁停标志，安排人员夜间巡查，并告知处理结果。",
            "翠湖花园9栋1单元804室　唐国强",
            "电话：13900000106",
        ],
    ),
    "tap-water.pdf": (
        "自來水發黃有異味",
        [
            "金桂苑管理處：",
            "本人住金桂苑6棟1單元1502室。近五日家中自來水發黃，",
            "放水十分鐘仍有鐵鏽沉澱，並帶有異味，不敢飲用，只能買桶裝水。",
            "請檢查二次供水水箱，清洗消毒，並公布水質檢測報告。",
            "另請說明多久可以恢復正常。",
            "沈麗珠　聯絡電話：13900000107",
        ],
    ),
}


def make(name: str, title: str, lines: list[str]) -> None:
    """Write one letter on one A4 page."""
    canvas = Canvas(str(FOLDER / name), pagesize=A4, invariant=True)
    canvas.setTitle(title)
    canvas.setFont(FONT, 18)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 100, title)
    canvas.setFont(FONT, 14)
    for number, line in enumerate(lines):
        canvas.drawString(72, A4[1] - 160 - 28 * number, line)
    canvas.save()


if __name__ == "__main__":
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    for name, (title, lines) in LETTERS.items():
        make(name, title, lines)
