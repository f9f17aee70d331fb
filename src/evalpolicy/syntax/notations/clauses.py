"""Lines and cells as they are spoken: texts without quotes, words without spaces between them, and the shares, conditions and choices of notices."""

from __future__ import annotations

import re

from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.notations.notation import Meant, Notation, helped, plain, spelt
from evalpolicy.syntax.rows import SAYS_THE_SAME
from evalpolicy.wording import Wording

_TEXT_CLAUSES = spelt("MESSAGE", "INTERPRETATION", "CONSEQUENCE", "TENTATIVE", "NEEDS_APPROVAL", "BY", "OPEN")
_QUOTES = Wording("文字要放在引号里", "texts stand in quotes")
_RUN = re.compile(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+")
_CELL = r"(?<=\|)\s*"
_ANY = Wording("这一格要写值；什么都行就空着或写 `any`", "a cell holds values; where anything will do, leave it empty or write `any`")
_SHARE = Wording("按比例收费写成算好的数，或写一个 `adjustment`", "a share of a fee is the amount itself, or an `adjustment`")
_SHARE_HELP = "`multiply {share} % rounded down to 1`"


def _quoted(match: re.Match[str]) -> Meant | None:
    return Meant(f'"{match["text"].strip()}"')


def _spaced(match: re.Match[str]) -> Meant | None:
    """The word with spaces around the keyword in it; None where there is none."""
    runs = [run[0] for run in _RUN.finditer(match["at"])]
    if re.search("[0-9]月[0-9]", match["at"]):
        return None  # a day, whose parts are no keywords
    if len(runs) < 2 or not any(_is_keyword(run) for run in runs) or any(run[0] == "." for run in runs):
        return None
    letter, word = runs[:2]
    if not match.string[: match.start("at")].strip() and len(runs) == 2 and len(letter) == 1 and letter.isascii() and letter.isalpha():
        return Meant(word, Wording(f"关键词前多了一个 `{letter}`，写成 `{word}`", f"there is a `{letter}` before the keyword: write `{word}`"))
    spaced = "".join(f" {run} " if _is_keyword(run) else run for run in runs)
    return Meant(re.sub(r" +", " ", spaced).strip())


def _is_keyword(run: str) -> bool:
    return "\u4e00" <= run[0] <= "\u9fff" and bool(keywords().of_word(run))


def _share(match: re.Match[str]) -> Meant | None:
    number = match.groupdict().get("number")
    digits = [int(each) if each.isdigit() else "零一二三四五六七八九".index(each) for each in number or ""]
    share = 50 if not digits else digits[0] * 10 + (digits[1] if len(digits) > 1 else 0)
    form = _SHARE_HELP.format(share=share)
    return Meant(None, Wording(f"在格里写算好的金额；或另写一个 `adjustment`，里面写 {form}", f"write the amount; or an `adjustment` with {form}"))


def _times(match: re.Match[str]) -> Meant | None:
    return Meant("multiply 50 % rounded down to 1")


def _counted(match: re.Match[str]) -> Meant | None:
    digits = match["number"]
    number = digits if digits.isdigit() else "零一二三四五六七八九十".index(digits.replace("两", "二"))
    return Meant(f"{_COUNTS[match['word']]} {number}")


_COUNTS = {**dict.fromkeys(("至多", "最多", "不超过"), "at most"), **dict.fromkeys(("至少", "最少", "不少于"), "at least"), "恰好": "exactly"}
"""How notices say how many."""


def _one_of(match: re.Match[str]) -> Meant:
    """`is a, b` as a membership."""
    return Meant(f"{'not in' if match['word'] in _IS_NOT else 'in'} ({', '.join(part.strip() for part in match['list'].split(','))})")


def _bars(match: re.Match[str]) -> Meant:
    return Meant(" " + " | ".join(part.strip() for part in re.split("[,/]", match["at"])))


_BOUNDS = {
    **dict.fromkeys(("<=", "≤", "up to"), "at most"),
    **dict.fromkeys((">=", "≥"), "at least"),
    **dict.fromkeys(("<", "under", "below"), "less than"),
    **dict.fromkeys((">", "over", "above"), "more than"),
}
"""How spreadsheets and notices bound a number."""

_COMPARING = spelt("AT_LEAST", "AT_MOST", "MORE_THAN", "LESS_THAN", "FEWER_THAN", "EXACTLY")
_LENGTH = spelt("HOURS", "DAYS", "WORKING_DAYS", "WEEKS", "MONTHS", "YEARS")
_IS_NOT = ("is not", "不是", "!=", "not in", "不属于")
_TYPE = r"^\s*(?:type|类型)\s[^#]*?"

CLAUSES = (
    Notation(
        re.compile(r"^\s*(?:process|流程)\s+(?P<at>[^#,]*?(?:-+>|=>|→|>|、)[^#]*?)\s*(?:#.*)?$"),
        Wording("步骤之间写逗号", "steps are separated by commas"),
        lambda match: Meant(re.sub(r"\s*(?:-+>|=>|→|>|、)\s*", ", ", match["at"])),
    ),
    Notation(
        re.compile(rf"{_TYPE}=[^|<#]*(?:<[^|#]*(?=\|)|\|[^<#]*(?=<))(?P<at>[|<])"),
        Wording("值之间要么都写 `|`，要么都写 `<`", "between values there is `|` everywhere, or `<` everywhere"),
        helped("有高低先后的都写 `<`，从低到高；没有的都写 `|`", "where they are ordered, write `<`, least first; else `|`"),
    ),
    Notation(
        re.compile(rf"{_TYPE}=(?P<at>[^|<#]*[,/][^|<#]*?)\s*(?:#.*)?$"),
        Wording("值之间写 `|`；有高低的写 `<`，从低到高", "between values there is `|`, or `<` where they are ordered, least first"),
        _bars,
    ),
    Notation(
        re.compile(
            r"(?<!\w)(?P<at>(?P<word>is not|不是|不属于|not in|!=|is|是|属于|in|=)\s+(?P<list>\w+(?:\s*,\s*\w+)+))"
            r"\s*(?=$|#|(?:and|or|has|且|或|都)\s)"
        ),
        Wording("是几个值中的一个，写作 `in (…)`", "one of several values is written `in (…)`"),
        _one_of,
        everywhere=True,
    ),
    Notation(
        re.compile(rf"{_CELL}(?P<at>(?P<mark><=|>=|≤|≥|<|>|up to|over|under|below|above)\s*(?P<number>[0-9][\w.-]*))\s*(?=\|)"),
        Wording(
            "一格里的大小写作 `at least`、`at most`、`more than`、`less than`", "bounds in a cell are `at least`, `at most`, `more than`, `less than`"
        ),
        lambda match: Meant(f"{_BOUNDS[match['mark']]} {match['number']}"),
    ),
    Notation(
        re.compile(rf"{_CELL}(?P<at>(?P<number>[0-9]+(?:\.[0-9]+)?)\+)\s*(?=\|)"),
        Wording("“多少以上”写作 `at least`", "so much and more is written `at least`"),
        lambda match: Meant(f"at least {match['number']}"),
        everywhere=True,
    ),
    Notation(
        re.compile(rf"{_CELL}(?P<at>(?P<least>[0-9]+(?:\.[0-9]+)?)\s*(?:-|–|—+|~|至|到|to)\s*(?P<most>[0-9]+(?:\.[0-9]+)?))\s*(?=\|)"),
        Wording("从多少到多少写作 `10 .. 20`，两头都算", "from one to another is written `10 .. 20`, both included"),
        lambda match: Meant(f"{match['least']} .. {match['most']}"),
    ),
    Notation(
        re.compile(r"(?<![\w.])(?P<at>申请人的(?P<name>\w+))(?!\w)"),
        Wording("申请人的事实写作 `applicant.名称`", "a fact of the applicant is written `applicant.NAME`"),
        lambda match: Meant(f"applicant.{match['name']}"),
    ),
    Notation(
        re.compile(rf"{_CELL}(?P<at>{SAYS_THE_SAME})\s*(?=\|)"),
        Wording("每一行都要写出自己的值", "each row states its own values"),
        helped("照上一行的这一格再写一遍", "write what the cell above it holds once more"),
        frozenset({"unknown-value"}),
    ),
    Notation(
        re.compile(r"^\s*(?P<at>截止(?:时间|日期|时刻)\s*:?\s*)(?=\S)"),
        Wording("这一行以 `due` 开头，后面直接写最后的时刻", "the line begins with `due`, followed by the last instant itself"),
        plain("due "),
        frozenset({"unknown-keyword"}),
        everywhere=True,
    ),
    Notation(
        re.compile(
            rf"(?<!\w)(?P<at>(?P<word>{'|'.join(_COUNTS)})(?P<number>[0-9]+|[一二两三四五六七八九十])\s*[项个门种次](?:项目)?)(?=\s+selections?\b)"
        ),
        Wording("数的后面直接写数的是什么，不写“项”“个”", "behind the number stands what is counted"),
        _counted,
        everywhere=True,
    ),
    Notation(
        re.compile(r"^\s*(?:due|截止)\s+(?P<at>(?:before|by|until|till|on or before|早于|不晚于|到|至)\s*)(?=\d)"),
        Wording("`due` 后面直接写最后的时刻", "`due` is followed by the last instant itself"),
        plain(""),
        everywhere=True,
    ),
    Notation(re.compile(rf"^\s*{_TEXT_CLAUSES}\s+(?P<at>(?P<text>[^\s\"“”#|'‘《『][^\"“”#]*?))\s*$"), _QUOTES, _quoted),
    Notation(
        re.compile(r"(?<!\w)(?:because|因为)\s*(?P<at>(?P<text>[^\s\"“”#|'‘《『][^\"“”#]*?))\s*$"),
        Wording("理由要放在引号里", "the reason stands in quotes"),
        _quoted,
    ),
    Notation(
        re.compile(r"^\s*(?:file|文件)\s+(?P<at>(?:恰好|只)?[一1]\s*[份个张](?:文件)?)(?=\s*[\"“])"),
        Wording("几个文件要说清楚：恰好一个，还是至少一个", "a file line says how many: exactly one, or at least one"),
        plain("exactly one"),
    ),
    Notation(
        re.compile(r"^\s*(?:file|文件)\s+(?P<at>(?:至少|最少)\s*[一1]\s*[份个张](?:文件)?)(?=\s*[\"“])"),
        Wording("几个文件要说清楚：恰好一个，还是至少一个", "a file line says how many: exactly one, or at least one"),
        plain("at least one"),
    ),
    Notation(
        re.compile(r"^\s*(?:file|文件)\s+(?P<at>(?:恰好|至少|最多|最少)?\s*(?:[二两三四五六七八九十]|[2-9]|[0-9]{2,})\s*[份个张]?)(?=\s*[\"“])"),
        Wording("一行 `file` 说一个文件", "a `file` line is for one file"),
        helped(
            "每个文件写一行 `file exactly one`；几个都行的写 `file at least one`",
            "write a line `file exactly one` for each; where there may be more, `file at least one`",
        ),
    ),
    Notation(
        re.compile(r"(?:整年自|整月自|整日自|累计整月)\s*.*?\S\s*(?P<at>(?<![\w])(?:到|—+|~|until)(?!\w))"),
        Wording("起止之间写 `至`", "`至` stands between the two days"),
        plain("至"),
        everywhere=True,
    ),
    Notation(
        re.compile(r"(?P<at>(?:满|达到|达|够)\s*(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?:周?岁|周?年|个?月|学?分|次|门)?)(?!\w)"),
        Wording("“满”“达到”写作 `at least`", "“reaching” a number is written `at least`"),
        lambda match: Meant(f"at least {match['number']}"),
    ),
    Notation(
        re.compile(
            r"(?P<at>(?<![\w.])(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?:周?岁|周?年|个?月|学?分|次|门|[天日周元]|小时)?\s*(?P<side>及?以上|及?以下|以内))(?!\w)"
        ),
        Wording("“以上”写作 `at least`，“以下”写作 `at most`，写在数的前面", "`at least` and `at most` stand before the number"),
        lambda match: Meant(f"{'at least' if match['side'].endswith('上') else 'at most'} {match['number']}"),
    ),
    Notation(
        re.compile(
            r"(?<=[\w)])\s+(?P<at>(?:(?:是|为|达到|不低于|至少)\s+)?(?P<value>[^\W\d]\w*?)(?:及|或|或者)?(?P<side>以上|以下))(?!\w)"
        ),
        Wording("“以上”写作 `at least`，“以下”写作 `at most`，写在前面", "`at least` and `at most` stand before the value"),
        lambda match: Meant(f"{'at least' if match['side'].endswith('上') else 'at most'} {match['value']}"),
        frozenset({"unknown-value"}),
    ),
    Notation(
        re.compile(r"(?<!\S)(?P<at>(?:默认|缺省)值?\s*(?:为|=|:)\s*(?P<value>[^\s\"“#]+))(?!\S)"),
        Wording("没有填时的值写作 `default`，后面直接写值", "what absence means is written `default`, followed by the value"),
        lambda match: Meant(f"default {match['value']}"),
    ),
    Notation(
        re.compile(r":\s*(?P<at>是\s*[,/]?\s*(?:或者?)?\s*(?:否|不是)|yes\s*/\s*no)(?!\w)"),
        Wording("答“是”或“否”的事实是 `yes or no`", "a fact that is yes or no is `yes or no`"),
        plain("yes or no"),
    ),
    Notation(
        re.compile(
            rf"^\s*{spelt('FACT', 'FIELD', 'COLUMN', 'PARAMETER')}\s[^:\"“]*:\s*[^\"“#]*?\s(?P<at>(?P<text>[\u4e00-\u9fff][^\s\"“”#|=]*))"
            rf"\s*(?=$|#|\s{spelt('DEFAULT', 'CHOICE', 'NEVER_EMPTY', 'WHEN')}(?!\w)[^\"“]*$)"
        ),
        _QUOTES,
        _quoted,
        frozenset({"unexpected-token"}),
        only=True,
    ),
    Notation(
        re.compile(r"^\s*(?P<at>(?P<never>不得|不允许|不准|严禁)|必须|应当|务必)(?=\s)"),
        Wording("须要成立的写作 `require`，不许成立的写作 `forbid`", "what has to hold is a line `require`, what must not hold `forbid`"),
        lambda match: Meant("forbid" if match["never"] else "require"),
        frozenset({"unknown-keyword"}),
        only=True,
    ),
    Notation(
        re.compile(rf"{_COMPARING}\s+[0-9]+(?:\.[0-9]+)?(?P<at>\s*{_LENGTH})\s*$"),
        Wording("数后面不写单位", "a number has no unit here"),
        plain(""),
        frozenset({"incomplete-line"}),
        only=True,
        everywhere=True,
    ),
    Notation(
        re.compile(rf"{_CELL}(?P<at>全部|所有|全体|不限|均可|都可以|all|every|everything)\s*(?=\|)"), _ANY, plain("any"), frozenset({"unknown-value"})
    ),
    Notation(
        re.compile(rf"{_CELL}(?P<at>其他|其它|其余|别的|否则|other|others|else|otherwise|rest)\s*(?=\|)"),
        Wording(
            "表里没有“其他”这样的行：一行是不是合用，只看它自己的各格", "no row is for “the others”: whether a row fits is said by its own cells"
        ),
        helped(
            "写出是哪些值，如 `a, b`；或写除了哪些，如 `not a, b`",
            "write which values they are, as in `a, b`, or which they are not, as in `not a, b`",
        ),
        frozenset({"unknown-value"}),
    ),
    Notation(
        re.compile(rf"{_CELL}(?P<at>(?:不是|除了|不含|除|is not|!=|≠)\s*)(?=\w)"),
        Wording("一格里的“不是”写作 `not`", "in a cell, “is not” is written `not`"),
        plain("not "),
        everywhere=True,
    ),
    Notation(
        re.compile(rf"{_CELL}(?P<at>(?:如果|若|当|if|when)\s+)(?=\w)"),
        Wording(
            "一格里只写值，不写“如果”：它的各格都合，这一行才用", "a cell holds values without `if`: a row is for those whom all of its cells fit"
        ),
        plain(""),
        everywhere=True,
    ),
    Notation(
        re.compile(r"\|\s*(?P<at>减半|半价|减半收取|半费|打?(?P<number>[0-9一二三四五六七八九]{1,2})折)\s*(?=\||$)"),
        _SHARE,
        _share,
        frozenset({"unknown-value"}),
    ),
    Notation(re.compile(r"^\s*(?P<at>减半|半价|减半收取)\s*$"), Wording("“减半”写作乘以一个百分比", "half of it is written as a share"), _times),
    Notation(
        re.compile(r"^\s*(?P<at>免收|免交|全免|免费|减免全部)\s*$"), Wording("不收写作 `waive`", "nothing to pay is written `waive`"), plain("waive")
    ),
    Notation(
        re.compile(r"^\s*(?P<at>如果|若|假如|凡)\s+\S"),
        Wording("条件自成一行，以 `when` 开头", "a condition is a line of its own that begins with `when`"),
        helped("写成 `when 条件`，要做的事写在下一行", "write `when CONDITION`, and what is done in the next line"),
        frozenset({"unknown-keyword"}),
        only=True,
    ),
)

SPACING = (
    Notation(
        re.compile(r"(?<![\w「.\"“])(?P<at>(?=\w*[\u4e00-\u9fff])(?=[\w.:-]*[A-Za-z0-9_])[\w.:-]+)"),
        Wording("关键词前后要有空格", "there are spaces around a keyword"),
        _spaced,
        everywhere=True,
    ),
)
"""What explains a mistake where nothing else does."""
