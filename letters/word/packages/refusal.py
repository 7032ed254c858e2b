"""Why a Word file may not become a letter's next version: sentences for staff, each with the place it is about."""

from collections.abc import Callable, Iterable
from functools import partial

from domain.said import N_, Sentence

BROKEN = N_("这不是 Word 文档（.docx），或文件已损坏；请用 Word 另存为 .docx 后再上传。")
TOO_LARGE_UNPACKED = N_("文件解压后过大，请删去不需要的内容后再上传。")
AMBIGUOUS = N_(
    "这个文件的内部结构不规范（{what}），看到的和检查的可能不是同一份内容；请用 Word 打开，另存为新的 .docx 后再上传。"
)
STRICT = N_("文件是“Strict Open XML”格式；请用 Word 另存为普通的 .docx 后再上传。")
MACRO = N_("文档带有宏，请另存为不含宏的 .docx 后再上传。")
EMBEDDED = N_("{where}嵌入了其他文件（表格、演示文稿、控件、图表等），请改为文字或图片后再上传。")
HYPERLINK = N_("{where}有超链接，请选中后按 Ctrl+Shift+F9 取消超链接，再上传。")
TEMPLATE = N_("{where}引用了外部模板，请在“开发工具 › 文档模板”中改为 Normal，再上传。")
OUTSIDE = N_("{where}引用了外部文件或网络图片，请改为直接插入，再上传。")
OUTSIDE_FIELD = N_("{where}有引用外部文件的域（{field}），请选中后按 Ctrl+Shift+F9 转为普通文字，再上传。")
FIELD = N_("{where}有自动变化的域（{field}），请选中后按 Ctrl+Shift+F9 转为普通文字，再上传。")
TRACKED = N_("{where}还有未处理的修订，请在“审阅”中全部接受或拒绝后再上传。")
COMMENTED = N_("{where}还有批注，请在“审阅”中全部删除后再上传。")
HIDDEN = N_("{where}有隐藏文字，请取消隐藏或删去后再上传。")
NOTED = N_("{where}有脚注或尾注，请把内容写进正文后再上传。")
SHAPED = N_("{where}有文本框、艺术字或旧式图形，请改为普通段落或图片后再上传。")
FLOATING = N_("{where}有浮动的图片、图文框或表格，请把环绕方式改为“嵌入型”（或“衬于文字下方”）后再上传。")
SYMBOL = N_("{where}用了符号字体（{font}），看到的和文字不同；请改用普通字体的字符后再上传。")
BOUND = N_("{where}有与数据绑定的内容控件，请删除内容控件、保留文字后再上传。")
UNKNOWN = N_("{where}有信件中不能使用的内容（{what}），请改为普通文字后再上传。")
PICTURE = N_("{where}的图片是 {kind} 格式，请另存为 PNG 或 JPEG 后重新插入，再上传。")
BAD_PICTURE = N_("{where}的图片无法读取或过大，请另存为 PNG 或 JPEG 后重新插入，再上传。")
EMBEDDED_FONT = N_("{where}嵌入了字体，请在“选项 › 保存”中取消“将字体嵌入文件”后再上传。")
NUMBERED = N_("{where}的自动编号格式不能使用，请改为直接输入的编号后再上传。")
HEADED = N_("{where}的文字“{text}”与信稿的不同：页眉和页脚由模板决定，请改回后再上传。")

_IN_BODY = N_("第 {n} 段“{text}”")
_IN_BLANK = N_("第 {n} 段")
DOCUMENT = Sentence(N_("文档"))
HEADER, FOOTER = Sentence(N_("页眉")), Sentence(N_("页脚"))
STYLES, SETTINGS, NUMBERING = Sentence(N_("样式")), Sentence(N_("设置")), Sentence(N_("编号"))
FONTS, THEME = Sentence(N_("字体表")), Sentence(N_("主题"))
_SHOWN = 12


class PackageRefused(Exception):  # noqa: N818 -- it is what staff have to mend, worded for them
    """A Word file may not be taken; `why`: one sentence each."""

    def __init__(self, *why: Sentence) -> None:
        self.why = tuple({str(one): one for one in why}.values())
        super().__init__(" ".join(map(str, self.why)))

    def __reduce__(self) -> tuple[Callable[[], "PackageRefused"], tuple[()]]:
        """For the way back from another process."""
        return partial(PackageRefused, *self.why), ()


def in_body(number: int, text: str) -> Sentence:
    """A paragraph of the body, from 1, with how it begins."""
    begins = " ".join(text.split())[:_SHOWN]
    return Sentence(_IN_BODY, {"n": number, "text": begins}) if begins else Sentence(_IN_BLANK, {"n": number})


def said(message: str, where: Sentence, **values: object) -> Sentence:
    """A sentence about a place."""
    return Sentence(message, {"where": where, **values})


def raise_if(why: Iterable[Sentence]) -> None:
    """Raise PackageRefused if there is anything to mend."""
    found = tuple(why)
    if found:
        raise PackageRefused(*found)
