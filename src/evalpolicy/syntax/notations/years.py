"""Which year a day without one is of: one in which the policy is in force."""

from __future__ import annotations

import datetime as dt
import re

from evalpolicy.source import SourceFile
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.scanning import HALF_WIDTH
from evalpolicy.wording import Wording

YEAR = "YYYY"
_DAY = re.compile(rf"{YEAR}(?:-(?P<month>\d{{2}})-(?P<day>\d{{2}})|@(?P<whole>\d{{2}}))")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def with_years(said: Wording, file: SourceFile) -> Wording:
    """The wording with years of the policy's period in the place of `YYYY` in `YYYY-MM-DD`, and of `YYYY@MM`.

    2024 where the file states no period.
    """
    if YEAR not in said.zh and YEAR not in said.en:
        return said
    first, last = _in_force(file)
    zh, en = (_DAY.sub(lambda match: _dated(match, first, last), text) for text in (said.zh, said.en))
    return Wording(zh, en)


def _dated(match: re.Match[str], first: dt.date, last: dt.date) -> str:
    month, day = int(match["month"] or match["whole"]), int(match["day"] or 1)
    written = "" if match["whole"] else f"-{match['month']}-{match['day']}"
    earliest = first.replace(day=1) if match["whole"] else first
    for year in range(first.year, last.year + 1):
        try:
            if earliest <= dt.date(year, month, day) <= last:
                return f"{year}{written}"
        except ValueError:
            continue
    return f"{first.year}{written}"


def _in_force(file: SourceFile) -> tuple[dt.date, dt.date]:
    openers = keywords().all_spellings("IN_FORCE")
    for number in range(1, file.line_count + 1):
        line = file.line(number).translate(HALF_WIDTH).strip()
        if not line.startswith(openers):
            continue
        try:
            days = [dt.date(*map(int, found.split("-"))) for found in _DATE.findall(line)]
        except ValueError:
            continue
        if len(days) == 2 and days[0] <= days[1]:
            return days[0], days[1]
    return dt.date(2024, 1, 1), dt.date(2024, 12, 31)
