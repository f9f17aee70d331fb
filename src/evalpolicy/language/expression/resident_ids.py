"""Resident ids as authors write them, in examples mostly."""

from __future__ import annotations

import unicodedata

from evalpolicy.language.expression.context import Context
from evalpolicy.language.types import is_plain_resident_id
from evalpolicy.source import Span

_FORM = ("身份证号是 17 位数字，加一位数字或 X", "a resident id has 17 digits and a last digit or X")
_LOOK_ALIKES = str.maketrans("OIL", "011")


def resident_id(text: str, span: Span, context: Context) -> str | None:
    """The id in upper case and without spaces; None where it has not the form of one, which is reported."""
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if is_plain_resident_id(number):
        return number
    digits = number.translate(_LOOK_ALIKES)
    if is_plain_resident_id(digits):
        zh, en = "这个身份证号里混有字母", "there are letters in this resident id"
        context.error("not-a-resident-id", span, zh, en, f"写成 `{digits}`", f"write `{digits}`", digits)
    elif number.rstrip("X").isdigit():
        zh, en = f"这个身份证号有 {len(number)} 位，应是 18 位", f"this resident id has {len(number)} digits; it should have 18"
        context.error("not-a-resident-id", span, zh, en, *_FORM)
    else:
        zh, en = f"`{context.words(span)}` 不是身份证号", f"`{context.words(span)}` is no resident id"
        context.error("not-a-resident-id", span, zh, en, *_FORM)
    return None
