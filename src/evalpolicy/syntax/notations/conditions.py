"""Conditions as programming languages, spreadsheets and everyday words have them."""

from __future__ import annotations

import re
from collections.abc import Callable

from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.notations.notation import Meant, Notation, helped, plain
from evalpolicy.wording import Wording

_IF = Wording("“如果”写作 `if … then … else …`", "a choice is written `if … then … else …`")
_END = r"\s*(?:#.*)?$"


def _if(match: re.Match[str]) -> Meant | None:
    return Meant(f"if {_bare(match['when'])} then {match['one'].strip()} else {match['two'].strip()}")


def _bare(condition: str) -> str:
    text = condition.strip()
    if text.startswith("(") and text.endswith(")") and ")" not in text[:-1]:
        text = text[1:-1].strip()
    return re.sub(r"(?<![=<>!])==+(?!=)", "=", text)


def _lowered(match: re.Match[str]) -> Meant | None:
    lower = re.sub(r"[A-Z]+", lambda word: word[0].lower() if word[0].lower() in keywords().by_first_word else word[0], match["at"])
    return Meant(lower) if lower != match["at"] else None


def _called(word: str) -> Callable[[re.Match[str]], Meant | None]:
    return lambda match: Meant(f" {word} ".join(part.strip() for part in match["inner"].split(",")))


def _above(match: re.Match[str]) -> Meant | None:
    """`more than`; None where `over` may stand before the rows of a sum."""
    return Meant("more than") if match["at"] != "over" or match.string[match.end("at") :].strip()[:1].isdigit() else None


_BELOW = Wording("比大小写作 `less than` 或 `more than`", "one compares with `less than` and `more than`")

CONDITIONS = (
    Notation(re.compile(r"(?<=[\w)]) (?P<at>(?:is )?(?:below|under))(?= [\w(-])"), _BELOW, plain("less than")),
    Notation(re.compile(r"(?<=[\w)]) (?P<at>(?:is )?(?:above|over|greater than|bigger than))(?= [\w(-])"), _BELOW, _above),
    Notation(re.compile(r"(?P<at>\bif\s*(?P<when>[^{}]+?)\s*\{(?P<one>[^{}]+)\}\s*else\s*\{(?P<two>[^{}]+)\})", re.IGNORECASE), _IF, _if),
    Notation(re.compile(r"(?P<at>\b(?:IF|if|如果)\s*\((?P<when>[^(),]+),(?P<one>[^(),]+),(?P<two>[^(),]+)\))"), _IF, _if),
    Notation(
        re.compile(rf"(?P<at>\bcase\s+when\s+(?P<when>.+?)\s+then\s+(?P<one>.+?)\s+else\s+(?P<two>.+?)\s+end\b){_END}", re.IGNORECASE), _IF, _if
    ),
    Notation(re.compile(rf"(?P<at>\bif\s+(?P<when>.+?)\s*:\s*(?P<one>[^:]+?)\s*else\s*:\s*(?P<two>[^:]+?)){_END}"), _IF, _if),
    Notation(re.compile(rf"=\s*(?P<at>(?P<when>[^=?#]+?)\s*\?\s*(?P<one>[^:?]+?)\s*:\s*(?P<two>[^:?]+?)){_END}"), _IF, _if),
    Notation(re.compile(rf"=\s*(?P<at>(?P<one>[^=#]+?)\s+if\s+(?P<when>(?:(?!\bthen\b).)+?)\s+else\s+(?P<two>.+?)){_END}"), _IF, _if),
    Notation(
        re.compile(rf"\bthen\b(?P<at>\s*return\b)|\belse\b(?P<also>\s*return\b){_END}"), Wording("不写 `return`", "there is no `return`"), plain("")
    ),
    Notation(re.compile(rf"\belse\b.*?(?P<at>\s+(?:end|endif|fi)){_END}"), Wording("`if` 不用结尾的词", "an `if` has no closing word"), plain("")),
    Notation(re.compile(r"(?P<at>\b(?:elif|elsif|elseif)\b)"), Wording("这里写 `else if`", "this is written `else if`"), plain("else if")),
    Notation(
        re.compile(r"(?P<at>\b(?:IF|NOT)\b.*\b(?:IF|THEN|ELSE|AND|OR|NOT)\b|\b(?:IF|THEN|ELSE|AND|OR|NOT)\b(?!\())"),
        Wording("关键词用小写字母", "keywords are in small letters"),
        _lowered,
        everywhere=True,
    ),
    Notation(re.compile(r"(?P<at>\bAND\((?P<inner>[^()]*)\))", re.IGNORECASE), Wording("“并且”写作 `and`", "“and” is written `and`"), _called("and")),
    Notation(re.compile(r"(?P<at>\bOR\((?P<inner>[^()]*)\))", re.IGNORECASE), Wording("“或者”写作 `or`", "“or” is written `or`"), _called("or")),
    Notation(
        re.compile(r"\bevery\s+[\w.]+(?:\s+as\s+\w+)?(?:\s+where\b.*?)?\s(?P<at>have)\b"),
        Wording("`every` 后面写 `has`", "`every` goes with `has`"),
        plain("has"),
    ),
    Notation(
        re.compile(r"(?P<at>\b(?:all|each)\b)(?=\s+[\w.]+)"),
        Wording("“每一个”写作 `every`", "“all of them” is written `every`"),
        plain("every"),
        everywhere=True,
    ),
    Notation(
        re.compile(r"(?<=[\w)]) (?P<at>(?:must|shall|has to|should) be )"),
        Wording("直接写比较，不写“须”", "a requirement needs no “must be”"),
        plain(""),
    ),
    Notation(
        re.compile(r"(?P<at>(?P<one>[<>])\s+=)"), Wording("大小写作 `<=`、`>=`", "order is written `<=`, `>=`"), lambda m: Meant(f"{m['one']}=")
    ),
    Notation(re.compile(r"(?P<at>==+)"), Wording("相等写作 `=` 或 `is`", "equality is written `=` or `is`"), plain("=")),
    Notation(re.compile(r"(?P<at><>|=!|!==|=/=)"), Wording("不相等写作 `!=` 或 `is not`", "inequality is written `!=` or `is not`"), plain("!=")),
    Notation(
        re.compile(r"(?P<at>=<|=>|≧|≦)"),
        Wording("大小写作 `<=`、`>=`", "order is written `<=`, `>=`"),
        lambda m: Meant({"=<": "<=", "=>": ">=", "≧": ">=", "≦": "<="}[m["at"]]),
    ),
    Notation(re.compile(r"(?P<at>\bis\s+not\s+in\b|\bisn['’]t\s+in\b)"), Wording("这里写 `not in`", "this is written `not in`"), plain("not in")),
    Notation(re.compile(r"(?P<at>\bis\s+in\b)"), Wording("这里写 `in`", "this is written `in`"), plain("in")),
    Notation(
        re.compile(r"(?P<at>\bisn['’]t\b|\baren['’]t\b|\bdoesn['’]t equal\b)"),
        Wording("这里写 `is not`", "this is written `is not`"),
        plain("is not"),
    ),
    Notation(
        re.compile(r"(?P<at>\bis\s+(?:not\s+)?(?:null|None|nil|NULL|empty|blank|空|空的|空白)\b)"),
        Wording("是否填写用 `is given` 来问", "whether something is stated is asked with `is given`"),
        lambda match: Meant("is given" if " not" in match["at"] else "is not given"),
        frozenset({"unknown-value"}),
    ),
    Notation(
        re.compile(r"(?P<at>[=!]=?\s*(?:null|None|nil|NULL|空))(?!\w)"),
        Wording("是否填写用 `is given` 来问", "ask with `is given`"),
        lambda match: Meant("is given" if match["at"].startswith("!") else "is not given"),
        frozenset({"unknown-value"}),
    ),
    Notation(
        re.compile(r"(?<!\w)(?P<at>等于|equals|equal to|are|为)(?!\w)"),
        Wording("相等写作 `=` 或 `is`", "equality is written `=` or `is`"),
        plain("is"),
    ),
    Notation(re.compile(r"(?<!\w)(?P<at>不等于|不为|不是)(?!\w)"), Wording("不相等写作 `is not`", "inequality is written `is not`"), plain("is not")),
    Notation(
        re.compile(r"(?<!\w)(?P<at>(?P<no>不)?在\s*(?P<set>[A-Za-z_\u4e00-\u9fff][\w.]*|\([^()]*\))\s+(?:里面?|中|之中|当中|之内))(?!\w)"),
        Wording("“在……里”写作 `in`", "“in” is written `in`"),
        lambda match: Meant(f"{'not in' if match['no'] else 'in'} {match['set']}"),
    ),
    Notation(re.compile(r"(?<=\w) (?P<at>在)(?= (?:[A-Za-z_\u4e00-\u9fff]|\())"), Wording("“在……里”写作 `in`", "“in” is written `in`"), plain("in")),
    Notation(re.compile(r"(?P<at>!)(?=\s*\()"), Wording("否定写作 `not`", "negation is written `not`"), plain("not ")),
    Notation(re.compile(r"(?P<at>!)(?=\s*\w)"), Wording("否定写作 `not`", "negation is written `not`"), plain("not ")),
    Notation(re.compile(r"(?P<at>&&?)(?!\w+;)"), Wording("“并且”写作 `and`", "“and” is written `and`"), plain("and")),
    Notation(re.compile(r"(?P<at>\|\|?)(?=\s*[^|\s])"), Wording("“或者”写作 `or`", "“or” is written `or`"), plain("or")),
    Notation(
        re.compile(r"(?P<at>,)\s*(?:and|or|且|或)\b"),
        Wording("`and` 和 `or` 前面不写逗号", "there is no comma before `and` and `or`"),
        plain(""),
    ),
    Notation(
        re.compile(r"\b(?:in|属于|不属于)\s*(?P<at>\{(?P<inner>[^{}]*)\}|\[(?P<bracketed>[^\[\]]*)\])"),
        Wording("一组值放在圆括号里", "several values stand in round brackets"),
        lambda match: Meant(f"({match['at'][1:-1]})"),
    ),
    Notation(
        re.compile(r"(?P<at>\b(?:varchar|char|string|text|int|integer|number|decimal|float)\s*\(\s*[0-9]+(?:\s*,\s*[0-9]+)?\s*\))"),
        Wording("类型后面不写长度", "a type has no length"),
        helped("文字写 `text`，数写 `number 0 .. 60` 这样的范围", "write `text`, or `number 0 .. 60` with the range of a number"),
    ),
)
