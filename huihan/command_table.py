"""Every command in one table: its name, the function that runs it and its line in the help.

What a command needs is imported when that command runs, or when its own help is asked for; the help of `huihan` and of
a group is said from this table alone. A test holds the lines equal to the functions' docstrings.
"""

from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer import main as typer_main
from typer.core import TyperCommand, TyperGroup

from huihan.option_groups import spread


class Command(NamedTuple):
    """One command. function: `module:name` below `huihan.commands`. help: the first line of its docstring."""

    name: str
    function: str
    help: str


class Group(NamedTuple):
    """Commands under a name of their own."""

    name: str
    help: str
    commands: tuple[Command, ...]


# fmt: off - one command a line
TABLE: tuple[Command | Group, ...] = (
    Command(
        "init", "init:init", "建立实例：设置、规则、模板、收件目录。Make an instance; what is there stays as it is."
    ),
    Command(
        "demo",
        "demo:demo",
        "演示：样信走完全程，然后打开网页工作台。Sample letters, then the desk; nothing leaves this machine.",
    ),
    Command(
        "run",
        "run:run",
        "运行：收信、判定、发信、看期限、网页工作台，直到收到停止信号。Everything, in one process tree.",
    ),
    Command(
        "worker",
        "run:worker",
        "只处理，不收信（多台机器时用，需 PostgreSQL）。Work without polling, for several machines.",
    ),
    Command(
        "poll", "poll:poll", "收信。Look into every source; with --once take in and work what is there, and return."
    ),
    Command("desk", "desk:desk", "网页工作台。The web desk alone; letters are worked by `huihan run` or `worker`."),
    Command("read", "read:read", "读信：正文、附件、引用、住户信息。What intake would read; nothing is stored."),
    Command(
        "decide",
        "decide:decide",
        "判定：主题、部门、级别、期限及理由。The decision, with its reasons; nothing is stored.",
    ),
    Command(
        "ledger",
        "ledger:ledger",
        "台账：来源里的每一封与库里逐一核对；有缺失则退出码 1。Intake counted against the sources.",
    ),
    Command(
        "doctor",
        "doctor:doctor",
        "体检：邮箱、发信、字体、日历、磁盘、数据库、时间、密码。What is wrong and the mend; exit 1 if anything is.",
    ),
    Group(
        "directory",
        "住户名册。The directory of households.",
        (
            Command(
                "import",
                "directory:import_file",
                "导入名册：新增或更新，不删除；有问题的行逐行说明。Enter or update households; nothing is removed.",
            ),
        ),
    ),
    Group(
        "people",
        "人员与角色。The people at the desk and their roles.",
        (
            Command(
                "list",
                "people:list_people",
                "列出人员、角色与代理。Everybody, their roles, and who stands in for them.",
            ),
            Command(
                "add",
                "people:add",
                "加入一位人员，给出设定密码的一次性链接；角色另用 grant。Enter a person; a one-time link sets the password.",
            ),
            Command(
                "link",
                "people:link",
                "重发设定密码的一次性链接，旧链接作废。A new one-time link, also for a forgotten password.",
            ),
            Command(
                "import",
                "people:import_file",
                "导入人员名册：加入、更改、授予角色，不停用；有问题的行逐行说明。Enter or change people; no one is removed.",
            ),
            Command("grant", "people:grant", "授予角色。Give a role."),
            Command("revoke", "people:revoke", "收回角色。Take a role."),
            Command(
                "deactivate",
                "people:deactivate",
                "停用：立即退出登录，链接作废；经过中的姓名保留。The person has left; sessions and links end at once.",
            ),
            Command(
                "activate",
                "people:activate",
                "恢复停用的账号；再用 link 给出设定密码的链接。The person is back; a new link sets the password.",
            ),
            Command(
                "reset-second-factor",
                "people:reset_second_factor",
                "取消丢失的两步验证，本人可重新设置。Switch off a second factor that was lost.",
            ),
            Command(
                "changes",
                "people:list_changes",
                "列出待第二人确认的变更；确认和拒绝在工作台。Changes that wait for a second person.",
            ),
        ),
    ),
    Group(
        "tokens",
        "接口令牌：给别的程序用。Tokens by which other programs use the API.",
        (
            Command("create", "tokens:create", "发出令牌，只显示这一次。Make a token; it is shown this once."),
            Command(
                "list",
                "tokens:list_tokens",
                "列出令牌：权限、期限、最近使用。Every token, what it may do, its last use.",
            ),
            Command("revoke", "tokens:revoke", "收回令牌，立即失效。The token works no longer."),
        ),
    ),
    Group(
        "rules",
        "规则：检查、试跑、重判、启用、解释。The rulebook, until it decides.",
        (
            Command(
                "check",
                "rules.check:check",
                "检查规则，一次列出全部问题。Every mistake at once, with file and line; exit 1 if there is any.",
            ),
            Command(
                "test",
                "rules.examples:run_test",
                "试跑规则簿自带的例信。Run the rulebook's own examples; exit 1 if one is decided otherwise.",
            ),
            Command(
                "complete",
                "rules.complete:complete_rules",
                "补入后来版本才有的规则文件，已有的文件不动。Add the files that later versions ship; others are not touched.",
            ),
            Command(
                "suggest",
                "rules.suggest:run_suggest",
                "从已确认的来信中提出可补充的词语和权重。Words that confirmed letters speak for; nothing is changed.",
            ),
            Command(
                "learn",
                "rules.learn:run_learn",
                "训练供规则参考的模型：学例信、例文和已确认的来信。Train the model that rules may ask; it does not decide.",
            ),
            Command(
                "activate",
                "rules.live:activate",
                "启用规则目录现在的内容：检查、例信、试载都通过才生效。Make the folder's rulebook live, if all is passed.",
            ),
            Command(
                "history",
                "rules.live:history",
                "列出规则的各个版本，最新的在前。Every version: when, who, why; newest first.",
            ),
            Command(
                "diff",
                "rules.live:show_diff",
                "比较两个版本：按主题、信号、规则、时限列出差别。What differs, by topic, signal, rule and clock.",
            ),
            Command(
                "rollback",
                "rules.live:rollback",
                "退回旧版本，并把它的文件放回规则目录（现有文件先留存为一个版本）。Go back to an older version, files and all.",
            ),
            Command(
                "replay",
                "rules.replay:run_replay",
                "用改过的规则重判最近的来信，与当时的结论比较；什么也不保存。Replay stored letters through another rulebook.",
            ),
            Command(
                "explain",
                "rules.explain:explain_case",
                "解释：每项结论由哪条规则得出、胜过哪些、依据哪些原话、期限如何逐日计算。Why it was decided so.",
            ),
        ),
    ),
    Group(
        "cases",
        "案件：列表、查看、导出、更正、判定。Cases: list, show, export, correct, judge.",
        (
            Command("list", "cases.listing:list_cases", "列出案件，最新的在前。List cases, newest first."),
            Command(
                "show",
                "cases.show:show_case",
                "查看一件：内容、期限及其推算、理由、信件、经过。One case: text, calculation, reasons, letters, history.",
            ),
            Command(
                "export",
                "cases.export:export",
                "导出一件：记录、原件、信件（含回函草稿）。A folder or zip: record, originals, letters, the reply's draft.",
            ),
            Command(
                "correct",
                "cases.correct:correct",
                "更正读错的内容并重新判定；原件与原读数保留。Put right what was read; the decision is made again.",
            ),
            Command(
                "confirm",
                "cases.correct:confirm",
                "确认住户与事由无误：登记完成，不再待人工。Household and matter are right as they stand.",
            ),
            Command(
                "judge",
                "cases.judge:judge",
                "人工判定：改正主题、分类、部门、级别等，此后不再被自动判定改动。Decide by hand; later rules keep to it.",
            ),
            Command(
                "assign",
                "cases.assign:assign",
                "指派跟进人，可一次多件。Give cases to whom follows them up.",
            ),
        ),
    ),
    Group(
        "intake",
        "待人工处理的来件：列表、查看、立案、并案、搁置。What waits for a person.",
        (
            Command(
                "list",
                "intake.listing:list_intake",
                "列出待人工处理的来件，最早的在前。What waits for a person or lies in quarantine, oldest first.",
            ),
            Command(
                "show",
                "intake.listing:show",
                "查看一件：读出的文字与问题。One of them: what was read, and the problems.",
            ),
            Command(
                "accept",
                "intake.settling:accept_intake",
                "立案；读错或读不出的可同时录入。Make it a case, with what a person transcribes or corrects.",
            ),
            Command(
                "join",
                "intake.settling:join_intake",
                "并入案件，作为后续来信；另有新事由时另立关联案件。A follow-up of a case; a new topic opens a linked one.",
            ),
            Command(
                "ignore",
                "intake.settling:ignore",
                "搁置：人工判断不是投诉；立案或并案可恢复。Not a complaint; accept and join bring it back.",
            ),
            Command(
                "returned",
                "intake.settling:returned",
                "退信：人工指明退回的是哪封函件。A bounce: which letter it gives back.",
            ),
            Command(
                "take-up",
                "intake.settling:take_up_intake",
                "取回已忽略的来件，重新等待人工处理；也可直接立案或并案。What was ignored waits for a person again.",
            ),
        ),
    ),
    Group(
        "letters",
        "信件：列表、查看、确认是否发出。Letters: list, show, settle.",
        (
            Command("list", "letters.listing:list_letters", "列出信件，最早的在前。List letters, oldest first."),
            Command(
                "show",
                "letters.show:show",
                "一件的全部信件；回函草稿此时生成。The letters of a case; the reply's draft is made when first wanted.",
            ),
            Command(
                "settle",
                "letters.settle:settle",
                "确认一封“不确定是否发出”的信。Say whether a letter in doubt went out: look in the Sent folder first.",
            ),
            Command(
                "separator",
                "letters.separator:separator",
                "生成扫描用的分隔页，放在两封信之间。The sheet to lay between letters that are scanned in one go.",
            ),
        ),
    ),
    Group(
        "report",
        "报表：台账、统计报表、指标、满意度调查。The ledger of complaints, the statistics form, the rates, the surveys.",
        (
            Command(
                "statistics",
                "report:statistics",
                "客户投诉处理统计报表：当月、当年、项目全程，按类别。The statistics form by class: month, year, whole life.",
            ),
            Command(
                "rates",
                "report:rates",
                "投诉办理指标：四个比率和各时限。The rates of a period, and every clock's share met.",
            ),
            Command(
                "survey",
                "report:survey",
                "满意度调查的结果：回收率、满意率及其区间。What the surveys of a quarter found, with how sure it is.",
            ),
            Command(
                "monthly",
                "periodic:monthly",
                "月度报告：统计、指标、走势、突出问题、超期案件。The month's report: figures, trends, matters, overdue cases.",
            ),
            Command(
                "quarterly",
                "periodic:quarterly",
                "季度报告：写该季任一月份。The same of a quarter; --month is any month of it.",
            ),
            Command(
                "yearly", "periodic:yearly", "年度报告：写该年任一月份。The same of a year; --month is any month of it."
            ),
            Command(
                "close",
                "report:close",
                "为已过的月份结账，此后数字不再变动。Close the months that are over: their figures are kept as they are.",
            ),
            Command(
                "ledger",
                "report:ledger",
                "投诉台账写成 Excel。The ledger of complaints as Excel; that it was taken out stands in the house log.",
            ),
            Command(
                "import-ledger",
                "past_ledger:import_ledger",
                "导入旧台账：每一行成为一件已归档的案件，不发信、不计时。Take an older ledger over, as filed cases.",
            ),
        ),
    ),
    Group(
        "privacy",
        "个人信息：查找、提供、删除、保存期限。Personal data.",
        (
            Command(
                "find",
                "privacy:find_resident",
                "查找一位住户的全部个人信息。Everything that is held of a resident, theirs and where others name them.",
            ),
            Command(
                "export",
                "privacy:export",
                "把一位住户的个人信息整理成压缩文件，供其查阅、转移。A zip with all that is theirs, for the right of access.",
            ),
            Command(
                "erase",
                "privacy:erase",
                "删除一位住户的个人信息；不加 --yes 只列出。Erase what is theirs; without --yes it is only shown.",
            ),
            Command(
                "hold",
                "privacy:hold",
                "依法保留一件（诉讼、调查），不因请求或期限删除。Keep a case from every erasure, or lift that again.",
            ),
            Command(
                "retention",
                "privacy:keep",
                "按 [retention] 到期的个人信息：列出，或现在删除。What is kept too long by the settings: shown, or erased now.",
            ),
            Command(
                "anonymise",
                "privacy:anonymise_case",
                "去除个人信息后导出一件，供培训。A case without anybody's personal data, for training.",
            ),
        ),
    ),
    Group(
        "audit",
        "审计：核对与签署。Whether anything was changed unseen.",
        (
            Command(
                "verify",
                "audit:verify_all",
                "核对全部记录：经过、信件、审批、判定、存档、签名；有不符则逐一列出，退出码 1。Names what differs.",
            ),
            Command(
                "sign",
                "audit:sign",
                "立即签署当前状态；印出的散列可另行保存。运行中的服务每天自动签署。Sign what stands now.",
            ),
            Command(
                "days",
                "audit:days",
                "列出并核对各日的签署文件；只要有公钥，在另一台机器上也能核对。The signed files alone, on any machine.",
            ),
            Command(
                "key", "audit:key", "印出核对签名用的公钥；没有密钥时先生成。The public key, for keeping elsewhere."
            ),
        ),
    ),
)
# fmt: on


class Commands(TyperGroup):
    """The whole command line: what typer makes of the main callback, with the rows of the table below it."""

    def __init__(self, **given: Any) -> None:  # Any: typer's own arguments, handed on
        super().__init__(**given)
        for row in TABLE:
            self.add_command(_Lazy(row) if isinstance(row, Command) else _group(row))


class _Lazy(TyperCommand):
    """Stands in for a command until it is called."""

    def __init__(self, row: Command) -> None:
        super().__init__(row.name, help=row.help, rich_markup_mode=None)
        self._row = row

    def make_context(self, *given: Any, **named: Any) -> Any:  # Any: typer's own arguments and its private context
        """The context of the command itself, which runs in place of this one."""
        from huihan.log import quiet  # noqa: PLC0415 - a help text logs nothing

        quiet()
        module, _, function = self._row.function.partition(":")
        plain = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
        plain.command(self._row.name)(spread(getattr(import_module(f"huihan.commands.{module}"), function)))
        return typer_main.get_command(plain).make_context(*given, **named)


def _group(row: Group) -> TyperGroup:
    commands = {one.name: _Lazy(one) for one in row.commands}
    return TyperGroup(
        name=row.name, help=row.help, commands=dict(commands), no_args_is_help=True, rich_markup_mode=None
    )
