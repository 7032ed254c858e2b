"""When a notice goes out: at once, or at the end of the quiet hours if it does not press."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.settings import NoticeSettings

_DAY = timedelta(days=1)


def due(settings: NoticeSettings, zone: ZoneInfo, now: datetime, *, presses: bool) -> datetime:
    """The moment from which it may go out, `now` or later."""
    begins, ends = settings.quiet_from, settings.quiet_until
    if presses or begins is None or ends is None or begins == ends:
        return now
    local = now.astimezone(zone)
    at = local.time().replace(tzinfo=None)
    over_midnight = begins > ends
    quiet = at >= begins or at < ends if over_midnight else begins <= at < ends
    if not quiet:
        return now
    day = local.date() + (_DAY if over_midnight and at >= begins else timedelta())
    return datetime.combine(day, ends, zone)
