"""Three complaints, and the counts of a page that lead to their cases, for the tests of figures."""

import re

LETTERS = (
    ("电梯停运", "阳光花园3栋2单元501林小雨，电话13812345678。电梯停运三天了，请马上修。"),
    ("保安骂人", "阳光花园5栋1单元302，门岗保安骂人，要求道歉。"),
    ("公交车站", "小区外公交车站太远，希望公交公司加站。"),
)
NUMBER = re.compile(r'<td[^>]*><a href="(/ledger\?[^"]+)">(\d+)</a>')
"""A count with the address of its cases."""
