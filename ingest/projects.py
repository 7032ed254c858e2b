"""Finds names of housing projects in folded text; a name that is none is worse than none found."""

import re
from collections.abc import Iterator

from domain.reading_codes import FieldName
from ingest.found import Found
from ingest.names import HAN
from ingest.places import BUILDING_WORD
from ingest.vocabulary import AREAS, BEFORE_PROJECTS, NOT_PROJECT_WORDS, NOT_PROJECTS, PROJECT_ENDINGS

_SUFFIX = "|".join(sorted(PROJECT_ENDINGS, key=len, reverse=True))
_WEAK = "苑|府|庭|轩|邸|湾|城|园|居|阁|郡|庄|墅|邨|里|台|坊|湖|岸|院|都|境|汇|岛|洲|堡|峰|林|畔|村|樾|醍"
_NUM = r"(?:[A-Za-z]{0,2}\d{1,3}|[一二三四五六七八九十]{1,3})"
_PART = r"(?:\s*第?(?:[一二三四五六七八九十\d]{1,2}[期区]|[东西南北中][区苑]|[A-Z][区]|\d{1,2}(?:街区?|组团)))?"
_BUILDING = rf"\s*第?(?:{_NUM}|[A-Za-z甲乙丙丁高低])\s*(?:{BUILDING_WORD}|-\s*\d|楼\s*[A-Za-z])"
_NO_ENDING = "天地[库下面板上段暖砖]|广场[舞上]|国际[劳友学标惯]|水岸线"
_STRONG = re.compile(rf"(?!{_NO_ENDING})(?:{_SUFFIX})(?:[城苑园府湾](?=小区|社区))?(?:小区|社区)?")
_BY_PLACE = re.compile(
    rf"(?:{_WEAK})(?={_PART}{_BUILDING}|\s*[一二三四五六七八九十\d]{{1,2}}期\s*(?:的|业主)?|业主|物业|住户|居民|屋苑)"
    r"|(?:苑|府|庭|轩|邸|湾|阁|郡|庄|墅|邨|樾)(?=的(?:业主|住户|租户))"
)
_BY_HOME = re.compile(
    rf"(?:我是|我住在?|我家在|家住|现住|现居|居住在?|租住在?|坐落于?|[户业住]主?房屋|住在|本人住在?|本人[是系]|我们是|地址[:是]?|住址[:是]?|位于)\s*"
    rf"(?P<name>[{HAN}]{{2,8}}?){_PART}(?={_BUILDING})"
)
_BY_PHASE = re.compile(
    rf"(?:^|(?<=[\s,。;:]))(?P<name>[{HAN}]{{3,8}}?)第?[一二三四五六七八九\d]期(?={_BUILDING})", re.MULTILINE
)
"""阳光城檀悦二期3号楼, at the head of a clause."""
_NO_NAME = re.compile(
    rf"[的了在是住我你他她们这那本该其]|小区|社区|楼上|楼下|对面|隔壁|单元|^第|[座栋幢期]$|^[一二三四五六七八九十]+$"
    rf"|[{HAN}]{{0,6}}(?:区|路|街|道|镇|村|巷|弄|段|号)$|业主|租"
)
_ALONE = re.compile(rf"^\s*(?P<name>[{HAN}]{{1,6}}(?:苑|府|轩|邸|湾|阁|郡|墅|邨))\s*$", re.MULTILINE)
_HARD_STOP = frozenset(
    "系的是在住我你您他她们了被把该这那各每本整有些因请致与及或给就将并又也还但和从着过能让使每被把不没很最更此其嘅个跟曾即称另就"
)
_SOFT_STOP = frozenset("和与为对向到于至等路区市县镇街道乡州从省及入进出以而由经弄")
_NO_STEM_END = frozenset(
    "入出起向对从以为示定进到过离由内外侧个些类等式用市县区镇与及至于往再全来去停后时户前种性次多找使让给跟所某同"
)
_ORDINARY = tuple(NOT_PROJECT_WORDS)
_STOPS = _HARD_STOP | _SOFT_STOP
_NAME_BEGINS = frozenset(
    """
    和平 和谐 和睦 和美 和顺 和田 和园 和润 和悦 和府 和泰 和昌
    和兴 和瑞 和馨 和风 和雅 和景 和枫 向阳 进贤 以馨
    """.split()  # noqa: SIM905  # a list of words reads better as words
)
_NAMES_TOO = frozenset(("幸福", "美好", "时代", "和谐", "平安", "万达", "文化", "现代", "美丽", "温馨", "和睦", "音乐"))
"""Words that are names too where a building follows: 幸福里10栋."""
_BEFORE_BUILDING = re.compile(rf"{_PART}{_BUILDING}")
_COUNTED = re.compile(r"\d[号栋幢期年月日户天]")
"""265号阳光花园."""
_LONGEST = 8
_CHINESE_OR_WORD = re.compile(rf"[{HAN}A-Za-z0-9·]")
_BEFORE = BEFORE_PROJECTS | AREAS
_LENGTHS = sorted({len(word) for word in _BEFORE})


def find_projects(folded: str) -> Iterator[Found]:
    """Names of housing projects by their usual endings, or by the building behind them; each name once."""
    taken = 0
    seen: set[str] = set()
    for start, end in _names(folded):
        name = folded[start:end]
        if start >= taken:
            taken = end
            if name not in seen:
                seen.add(name)
                yield Found(name=FieldName.PROJECT, value=name, start=start, end=end)


def _names(folded: str) -> list[tuple[int, int]]:
    """Where names stand, in order."""
    found = []
    for ending in (*_STRONG.finditer(folded), *_BY_PLACE.finditer(folded)):
        start = _name_start(folded, ending.start())
        if _is_project(folded, folded[start : ending.end()], start, ending):
            found.append((start, ending.end()))
    for home in (*_BY_HOME.finditer(folded), *_BY_PHASE.finditer(folded)):
        if not _NO_NAME.search(home["name"]) and home["name"] not in NOT_PROJECTS:
            start = _name_start(folded, home.end("name"))
            if home.end("name") - start >= (2 if home.re is _BY_HOME else len(home["name"])):
                found.append((start, home.end("name")))
    for alone in _ALONE.finditer(folded):
        start = _name_start(folded, alone.end("name") - 1)
        if start == alone.start("name") and not alone["name"].endswith(_ORDINARY):
            found.append(alone.span("name"))
    return sorted(found, key=lambda one: (one[0], -one[1]))


def _is_project(folded: str, name: str, start: int, ending: re.Match[str]) -> bool:
    """Whether what stands before an ending makes it a name."""
    stem = folded[start : ending.start()]
    if (
        len(stem) > _LONGEST
        or not stem
        or (len(stem) == 1 and not (ending.re is _BY_PLACE and _at_home(folded, start)))
    ):
        return False
    return (
        (stem not in NOT_PROJECTS or (stem in _NAMES_TOO and _BEFORE_BUILDING.match(folded, ending.end()) is not None))
        and not name.endswith(_ORDINARY)
        and not stem.isdigit()
        and stem[-1] not in _NO_STEM_END
    )


def _at_home(folded: str, start: int) -> bool:
    return bool(re.search(r"(?:住在?|位于|家在|我是|来自)$", folded[max(0, start - 3) : start]))


def _name_start(folded: str, end: int) -> int:
    """Walks left from the ending to where the name begins: a word that is no name, or one character too many."""
    start = end
    while start > 0 and end - start <= _LONGEST:
        char = folded[start - 1]
        if not _CHINESE_OR_WORD.match(char):
            break
        begins_name = folded[start - 1 : start + 1] in _NAME_BEGINS
        long_enough = end - start >= 2 or char not in _SOFT_STOP
        if (char in _STOPS and long_enough and not begins_name) or _COUNTED.match(folded, max(0, start - 2)):
            break
        if any(folded[max(0, start - length) : start] in _BEFORE for length in _LENGTHS):
            break
        start -= 1
    return start
