"""Promises in a letter: found when the plan does not give them, left alone when it does or nothing is promised."""

import pytest
from checking import said

PROMISED = [
    # Days, in every form
    ("promised_dates", "我们将于2026年11月25日完成检修。", "2026年11月25日"),
    ("promised_dates", "电梯11月25日恢复运行。", "11月25日"),
    ("promised_dates", "十一月二十五日前完成。", "十一月二十五日"),
    ("promised_dates", "我们计划2026-12-05更换。", "2026-12-05"),
    ("promised_dates", "本周五前给您答复。", "本周五"),
    ("promised_dates", "下周一安排人员上门。", "下周一"),
    ("promised_dates", "工程部将在3个工作日内修复。", "3个工作日内"),
    ("promised_dates", "三日内上门查看。", "三日内"),
    ("promised_dates", "维修人员48小时内到场。", "48小时内"),
    ("promised_dates", "一个月内完成整改。", "一个月内"),
    ("promised_dates", "月底前全部完成。", "月底"),
    ("promised_dates", "我们将于下月初公示结果。", "下月初"),
    ("promised_dates", "12月中旬进行复查。", "12月中旬"),
    ("promised_dates", "25日前给您书面说明。", "25日前"),
    ("promised_dates", "明天上午维保单位到场。", "明天"),
    ("promised_dates", "年底前完成改造。", "年底"),
    ("promised_dates", "春节前恢复绿化。", "春节前"),
    ("promised_dates", "下周内完成清洗。", "下周内"),
    ("promised_dates", "1月5日前完成（方案待批）。", "1月5日"),
    ("promised_dates", "我們將於下週一完成檢修。", "下週一"),
    ("promised_dates", "工程部已安排于12月2日更换配件。", "12月2日"),
    ("promised_dates", "本周六安排复查。", "本周六"),
    ("promised_dates", "审批预计一个月左右。", "一个月左右"),
    ("promised_dates", "我们计划本周内约谈该商户。", "本周内"),
    ("promised_sums", "我们在账单中冲减120元。", "冲减120元"),
    ("guarantees", "我们会跟进到底。", "跟进到底"),
    # Money and favours
    ("promised_sums", "我们将退还您300元。", "退还您300元"),
    ("promised_sums", "免收您本季度的停车费。", "免收"),
    ("promised_sums", "给予您物业费九折优惠。", "九折优惠"),
    ("promised_sums", "减免两个月物业费共计1,200元。", "减免两个月物业费共计1,200元"),
    ("promised_sums", "由我司赔偿您的损失五百元。", "赔偿您的损失五百元"),
    ("promised_sums", "我们免费为您更换门禁卡。", "免费"),
    ("promised_sums", "我司承担全部维修费用。", "承担"),
    ("promised_sums", "減免您12月電梯費80元。", "減免您12月電梯費80元"),
    # Guarantees
    ("guarantees", "我们保证类似问题不会发生。", "保证"),
    ("guarantees", "今后绝不再停梯。", "绝不"),
    ("guarantees", "我们一定会尽快修好。", "一定"),
    ("guarantees", "确保电梯全年正常运行。", "确保"),
    ("guarantees", "我司将负责到底。", "负责到底"),
    ("guarantees", "我们承诺全天候响应。", "我们承诺"),
    ("guarantees", "彻底解决漏水问题。", "彻底"),
    ("guarantees", "今后不再发生此类情况。", "不再发生"),
    ("guarantees", "我們保證電梯安全運行。", "保證"),
]
NOT_PROMISED = [
    # The plan says so
    "电梯曳引绳将于11月27日更换完毕。",
    "我们将于下周五完成更换。",
    "7个工作日内完成更换。",
    "我们将减免您12月电梯费50元。",
    "质保期内同一故障再次发生的，保证4小时内到场。",
    # What has been
    "您于2026年11月16日提交的来信收悉。",
    "维保人员已于11月17日到场检查。",
    "维保单位接报后已在2小时内到场。",
    "本周一我们走访了贵单元。",
    "多收的300元已退还至您的账户。",
    "今年11月1日起执行现行收费标准。",
    # What the reader is asked for, or may do
    "请您于11月30日前告知方便的时间。",
    "如有异议，您可在收到本函之日起15日内向我们提出。",
    "敬请各位业主在3日内清理楼道杂物。",
    # What the resident said or wants
    "您在来信中写道：“维修师傅说“本周五一定修好”，结果没有来”。",
    "您提到“本周五一定修好”，我们已向维保单位核实。",
    "您要求退还电梯费300元。",
    "关于您提出的赔偿诉求，我们已转交财务部研究。",
    "您提交的来信（主题：请退还电梯费300元）收悉。",
    "本周我们约谈了该商户。",
    "物业费账户已冲减120元。",
    "退还手续和办理地点列明如下。",
    # What is denied
    "目前无法保证恢复时间。",
    "我们不承担该项费用。",
    "经研究，暂不减免物业费。",
    "此事不一定由工程部处理。",
    # The words in another sense
    "装修保证金的收取依据是合同第八条。",
    "噪声对您造成了一定的影响，我们深表歉意。",
    "为确保安全，电梯暂停使用。",
    "赔偿责任由双方协商确定。",
    "承诺书已存档。",
    "开发商的承诺见销售合同。",
    "我们将尽快检修，并及时告知您进展。",
    "办理结果告知后，我们将进行回访，听取您的意见。",
    "月卡收费由300元调整为450元。",
    "每周五为机房例行检查日。",
    "服务热线24小时值守。",
    "地下车库11月份物业费单据已补寄。",
    "电梯折旧年限为十五年。",
]


@pytest.mark.parametrize(("check", "text", "words"), PROMISED)
def test_a_promise_that_is_not_in_the_plan_is_found_where_it_stands(check: str, text: str, words: str) -> None:
    found = [one for one in said(text) if one.check == check]
    assert [one.words for one in found] == [words]
    assert text[found[0].start : found[0].end] == words
    assert found[0].acceptable
    assert words in found[0].text


@pytest.mark.parametrize("text", NOT_PROMISED)
def test_what_promises_nothing_or_is_in_the_plan_is_left_alone(text: str) -> None:
    assert [one.text for one in said(text)] == []
