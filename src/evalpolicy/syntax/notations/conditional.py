"""A condition at the end of a line that takes none: where it goes depends on the line."""

from __future__ import annotations

import re

from evalpolicy.syntax.notations.notation import Notation, helped, spelt
from evalpolicy.wording import Wording

_OF_A_RULE = (
    "只对一部分申请的，另写一条规则，那里有自己的 `at` 和 `when`",
    "what is for some applications only is a rule of its own, with lines `at` and `when`",
)
_ADVICE = {
    ("REQUIRE", "FORBID"): (
        "另写一条规则，条件写在它的 `when` 一行；或写成 `require 条件 implies …`",
        "write a rule of its own, with the condition on its `when` line; or `require CONDITION implies …`",
    ),
    ("FILE", "ASKS", "NEEDS"): _OF_A_RULE,
    ("EXCEPT", "DAILY"): ("条件写在 `window` 的后面，每种情况一行 `window`", "put the condition behind `window`, with a `window` line for each case"),
    ("WAIVE", "VALUE", "NEEDS_APPROVAL", "ADD", "SUBTRACT", "REPLACE", "CAP", "FLOOR", "MULTIPLY"): (
        "`when` 和它的条件自成一行",
        "put `when` and the condition on a line of its own",
    ),
    ("AMOUNT",): ("几种情况列成表：条件里的事实作表头", "write a table for several cases, with a column for what the condition asks"),
}
"""What to do instead, by what the line begins with."""


CONDITIONAL = tuple(
    Notation(
        re.compile(rf"^\s*{spelt(*terminals)}(?!\w).*?(?P<at>(?<!\w)(?:{spelt('WHEN')}|if|如果)\s+[^#]*?)\s*(?:#.*)?$"),
        Wording("这样的一行后面不能写条件", "a line of this kind takes no condition"),
        helped(zh, en),
        only=True,
        codes=frozenset({"unexpected-token", "unknown-keyword", "incomplete-line"}),
    )
    for terminals, (zh, en) in _ADVICE.items()
)
