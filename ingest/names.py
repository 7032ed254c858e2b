"""What a person's name looks like in folded text, as regular expressions of several degrees of certainty."""

from ingest.vocabulary import COMPOUND_SURNAMES, NOT_NAMES, RARE_SURNAMES, SURNAMES

HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
"""Chinese characters, for use within brackets."""
_BEYOND = r"\u3400-\u4dbf\U00020000-\U0003ffff"
"""Characters outside the basic block, which stand in names and hardly anywhere else."""
ONE = f"[{''.join(sorted(SURNAMES))}]"
ANY_ONE = f"[{''.join(sorted(SURNAMES | RARE_SURNAMES))}{_BEYOND}]"
TWO = f"(?:{'|'.join(sorted(COMPOUND_SURNAMES, key=len, reverse=True))})"
"""Surnames of one character, the rarer ones as well, and those of two."""
_NO_NAME = f"(?!{'|'.join(sorted(NOT_NAMES))})"
_NO_LAST = "号于到的了是在有款市区县镇村路楼室城苑园费们家者可惑即会业司局处与和及把被给说称就都也没不能要请这那"
_GIVEN = rf"[{HAN}]?(?![{_NO_LAST}])[{HAN}]"
_TITLE = "先生|女士|小姐|太太|阿姨|大爷|大妈|老师|师傅|同志|伯伯|奶奶|爷爷|大姐|大哥|叔叔"
_SHORT_TITLE = rf"[生太伯姨婶](?![{HAN}])"

DOTTED = rf"(?!我|本人|业主|住户|居民|姓名|名叫|联|来信|是|叫)[{HAN}]{{1,8}}(?:[·•・‧∙][{HAN}]{{1,8}}){{1,3}}"
"""古丽米热·艾比布力."""
TITLED = rf"(?:{TWO}|{ONE})(?:{_TITLE}|{_SHORT_TITLE})"
"""王女士, 何太."""
FULL = rf"{_NO_NAME}(?:{TWO}[{HAN}]{{1,2}}|{ONE}{_GIVEN})"
"""王芳, 欧阳修竹."""
_OF_PEOPLES = (
    r"(?:扎西|多吉|次仁|旦增|丹增|洛桑|尼玛|央金|格桑|卓玛|索朗|边巴|达娃|普布|平措|仁增|拉巴|阿依|娜仁|乌云|斯琴"
    r"|苏日|那日)"
)
FROM_THE_WEST = (
    rf"(?:{_OF_PEOPLES}[{HAN}]{{2,3}}|[{HAN}]{{1,3}}(?:古丽|别克|高娃|图雅|其其格|巴特尔|次仁|卓玛|扎西|多吉))"
)
"""多吉次仁, 阿依古丽: Tibetan, Uyghur, Kazakh and Mongolian names without a dot."""
FAMILIAR = rf"(?<!的)[老小](?![时师路车包于方金米])(?:{ONE})(?![{HAN}])"
"""老周, 小孟, beside a flat or a phone."""
WITH_BEYOND = rf"(?:{ONE}[{HAN}]?[{_BEYOND}]|[{_BEYOND}][{HAN}]{{1,5}})"
"""王䶮, 𠮷田美穗子."""
SPACED = rf"{ONE}[ ]{{1,3}}(?![{_NO_LAST}名址话期字元码间型别])[{HAN}](?![{HAN}]|\s*:)"
"""何 琳, as people fill out a column."""
_RARE = rf"{_NO_NAME}(?:{TWO}[{HAN}]{{1,2}}|{ANY_ONE}{_GIVEN}|{ONE}{ONE}[{HAN}]{{2}}|{WITH_BEYOND})"
LATIN = r"[A-Z][a-z]{1,15}(?:[ \-][A-Z][a-z]{1,15}){1,3}"
"""Peter Lau."""
WHO = rf"(?:{DOTTED}|{TITLED}|{FULL})"
"""In running text."""
CALLED = rf"(?:{DOTTED}|{FROM_THE_WEST}|{_RARE})"
"""Behind 我叫."""
SURE = rf"(?:{DOTTED}|{TITLED}|{FROM_THE_WEST}|{_RARE})"
"""Where hardly anything but a name can stand."""
SIGNED = rf"(?:{DOTTED}|{TITLED}|{_RARE}|{LATIN}|{SPACED})"
"""On a line of its own below a letter."""
_NO_WORD = (
    r"(?!匿名|保密|不详|同上|不便|业主|住户|居民|全体|本人|某|待|见|无|详|如|已|请|未|为|是|的|女士|先生|手机|电话|地址|姓名"
    r"|小区)"
)
GIVEN_OUT = rf"(?:{DOTTED}|{TITLED}|{_RARE}|{_NO_NAME}{_NO_WORD}[{HAN}]{{2,4}}|{LATIN}|{SPACED})"
"""Behind a label with its colon, where any short word is the name."""
END = (
    r"(?=$|[\s,。;!?、:()（）\[\]/\-\d+<《\"~]|电话|手机|手提|联[系络]|住在?|敬上|谨上|拜上|敬[启具]|启$|上$|呈$|收$|先生|女士|小姐|太太"
    r"|反映|要求|求助|投诉|咨询|来信)"
)
"""What stands behind a name."""
