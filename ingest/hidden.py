"""What a person is told of sheets, rows and columns of a workbook that are hidden: most hold a form's lists."""

from typing import Final

HIDDEN: Final = "表格里有隐藏的工作表、行或列，没有当作来信内容读取"
HIDDEN_MEND: Final = "如有需要，请打开原件取消隐藏后查看"
