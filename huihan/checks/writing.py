"""What letters are decided, written and read with: rules, templates, fonts, OCR."""

import subprocess
from collections.abc import Iterator

from huihan.checks.finding import Finding, Patient
from huihan.live_rules import changed_since
from huihan.rule_parts import PARTS, default_terms, lacking
from ingest.ocr.engine import models_at_hand
from letters.templating.render import Templates
from rules.compiled import compile_rulebook
from rules.load import load_rulebook

_FACES = ("仿宋", "FangSong", "FangSong_GB2312", "仿宋_GB2312", "STFangsong", "Noto Serif CJK SC")
_LATIN = frozenset({"Times New Roman", "Liberation Serif"})
"""What figures and Latin letters are set in, and its stand-in of equal widths."""
_NEXT_YEAR_IS_OUT = (12, 1)
"""The State Council's notice for the next year comes in November (TRADE 6); from December it should be there."""
_ACTIVATE = "huihan rules diff 查看改动，huihan rules activate 启用"


def rulebook(patient: Patient) -> Iterator[Finding]:
    """Whether the rules hold together, and the calendar reaches far enough."""
    for name in lacking(patient.settings.rulebook):
        what = f"规则目录没有 {name}：{PARTS[name]}"
        yield Finding(check="rulebook", ok=True, what=what, mend="huihan rules complete 补入，已有的文件不动")
    loaded = load_rulebook(patient.settings.rulebook)
    if loaded.rulebook is None:
        what = f"规则簿有 {len(loaded.findings)} 处问题，第一处：{loaded.findings[0]}"
        yield Finding(check="rulebook", ok=False, what=what, mend="huihan rules check 列出全部")
        return
    for term in default_terms(loaded.rulebook):
        yield Finding(check="rulebook", ok=True, what=term.what, mend=term.mend)
    compiled = compile_rulebook(loaded.rulebook)
    topics = f"主题 {len(loaded.rulebook.topics)}，规则 {len(loaded.rulebook.rules)}"
    notice = changed_since(patient.settings)
    yield Finding(check="rulebook", ok=True, what=notice or f"规则簿正常（{topics}）", mend=_ACTIVATE if notice else "")
    year = patient.now.year
    missing = [one for one in (year, year + 1) if not compiled.calendar.published(one)]
    if year in missing or (missing and (patient.now.month, patient.now.day) >= _NEXT_YEAR_IS_OUT):
        what = f"{'、'.join(map(str, missing))} 年的放假调休通知未录入，跨到该年的期限均为暂定"
        mend = "升级 holidays 包，或把国务院通知写进 rulebook/calendar.yaml 的 published"
        yield Finding(check="calendar", ok=False, what=what, mend=mend)
    else:
        later = f"；{year + 1} 年通知发布前，跨年期限为暂定" if missing else ""
        yield Finding(check="calendar", ok=True, what=f"{year} 年放假调休通知已录入{later}")


def templates(patient: Patient) -> Iterator[Finding]:
    """Whether the letters' templates can be filled."""
    folder = patient.settings.templates
    problems = Templates(folder if folder.is_dir() else None).check()
    for problem in problems:
        yield Finding(check="templates", ok=False, what=str(problem), mend="改正后再运行 huihan doctor")
    if not problems:
        yield Finding(check="templates", ok=True, what="信件模板正常")


def fonts(patient: Patient) -> Iterator[Finding]:
    """Whether letters can be printed in Chinese."""
    del patient
    families = _families(":lang=zh")
    found = [face for face in _FACES if face in families]
    if found:
        yield Finding(check="fonts", ok=True, what=f"信件字体可用：{found[0]}")
    else:
        what = "没有可用的中文衬线字体，本机生成的 PDF 会缺字（Word 文件不受影响）"
        yield Finding(check="fonts", ok=True, what=what, mend="apt-get install fontconfig fonts-noto-cjk，或安装仿宋")
    if not _families(":lang=en") & _LATIN:
        what = "没有 Times New Roman 或同宽的西文字体：数字与西文会换成别的字体，表格可能排出页外"
        yield Finding(check="fonts", ok=True, what=what, mend="apt-get install fonts-liberation")


def _families(pattern: str) -> set[str]:
    """The names of the typefaces that fontconfig finds for a pattern; empty without fontconfig."""
    try:
        listed = subprocess.run(  # noqa: S603 - a fixed command, no shell
            ["fc-list", pattern, "family"],  # noqa: S607 - fontconfig from wherever it is installed
            capture_output=True,
            timeout=20,
            check=True,
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return set()
    return {name.strip() for line in listed.splitlines() for name in line.split(",")}


def ocr(patient: Patient) -> Iterator[Finding]:
    """Whether scans can be read."""
    del patient
    if not models_at_hand():
        what = "没有文字识别引擎，扫描件和照片只能人工登记"
        yield Finding(check="ocr", ok=False, what=what, mend="重新安装 huihan（需要 rapidocr 与 onnxruntime）")
        return
    try:
        listed = subprocess.run(
            ["tesseract", "--list-langs"],  # noqa: S607 - from wherever it is installed
            capture_output=True,
            timeout=20,
            check=True,
        ).stdout.split()
    except (OSError, subprocess.SubprocessError):
        listed = []
    if b"osd" in listed:
        yield Finding(check="ocr", ok=True, what="文字识别与方向判断可用")
    else:
        what = "没有页面方向判断（tesseract-ocr-osd），横放、倒放的扫描件可能读错"
        yield Finding(check="ocr", ok=False, what=what, mend="apt-get install tesseract-ocr tesseract-ocr-osd")
