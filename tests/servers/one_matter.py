"""Letters of several households about one lift, as they come in."""

FAULT = "电梯又停运了，已经三天没有人来修，请尽快安排。阳光花园{building}栋2单元{room}的业主{name}"
NAMES = ("王芳", "李强", "赵敏", "孙丽", "周杰", "吴刚")


def fault(house, at, *, building=3, name=None, room=None):
    """The letter of one household, `at` in NAMES."""
    name = name or NAMES[at]
    text = FAULT.format(building=building, room=room or 101 + at * 100, name=name)
    house.mail("电梯停运", text, sender=f"{name} <r{at}@example.com>")


def six(house, *, building=3):
    """Six households' letters, read and decided; their cases."""
    for at in range(6):
        fault(house, at, building=building)
    house.work()
    return house.cases()
