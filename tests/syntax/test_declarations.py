"""Every declaration and every clause, and the tree that it is: the header first, then clause by clause."""

from __future__ import annotations

import pytest

from evalpolicy.classes import evolve
from evalpolicy.source import Span
from tests.syntax.reading import only, shown, sound

DECLARATIONS = [
    (
        """\
policy 2024H2 "t"
 language 1
 messages zh
 timezone Asia/Shanghai
 currency CNY
 calendar CN
 month ends round down
 in force 2024-09-18 .. 2025-02-28
 process a, b
""",
        [
            "PolicyDecl(2024H2, 't', [])",
            "Setting(language, 1)",
            "Setting(messages, zh)",
            "Setting(timezone, Asia/Shanghai)",
            "Setting(currency, CNY)",
            "Setting(calendar, CN)",
            "Setting(month_ends, down)",
            "InForce(DateLiteral(2024-09-18), DateLiteral(2025-02-28))",
            "Process([a, b])",
        ],
    ),
    (
        """\
policy p
 timezone Etc/GMT+8
 month ends round up
 messages en
""",
        [
            "PolicyDecl(p, None, [])",
            "Setting(timezone, Etc/GMT+8)",
            "Setting(month_ends, up)",
            "Setting(messages, en)",
        ],
    ),
    (
        """\
source notice "t"
 file "a.txt"
 passes over "p" because "r"
 passes over "p", "q" "s" because "r"
 cite notice "二1" "q"
""",
        [
            "SourceDecl(notice, 't', [])",
            "File('a.txt')",
            "PassesOver(['p'], 'r')",
            "PassesOver(['p', 'q', 's'], 'r')",
            "Cite(notice, '二1', ['q'])",
        ],
    ),
    (
        """\
type audience "l" = campus "a" also "b", "c" | public
""",
        [
            "TypeDecl(audience, 'l', [], [EnumValue(campus, 'a', ['b', 'c']), EnumValue(public, None, [])], False)",
        ],
    ),
    (
        """\
type level = 5 "初级" < 4 "中级" < 3
""",
        [
            "TypeDecl(level, None, [], [EnumValue(5, '初级', []), EnumValue(4, '中级', []), EnumValue(3, None, [])], True)",
        ],
    ),
    (
        """\
type one = a
""",
        [
            "TypeDecl(one, None, [], [EnumValue(a, None, [])], False)",
        ],
    ),
    (
        """\
record certificate "l"
 field trade : trade "职业"
 field level "级别" : level
""",
        [
            "RecordDecl(certificate, 'l', [])",
            "Field(trade, TypeRef(named, name=trade), '职业')",
            "Field(level, TypeRef(named, name=level), '级别')",
        ],
    ),
    (
        """\
fact applicant.id : resident id "身份证号"
""",
        [
            "FactDecl(applicant.id, '身份证号', [], applicant.id, TypeRef(resident_id), None, False, False, None)",
        ],
    ),
    (
        """\
fact applicant.held : list of certificate
""",
        [
            "FactDecl(applicant.held, None, [], applicant.held, TypeRef(list, name=certificate), None, False, False, None)",
        ],
    ),
    (
        """\
fact selection.level : level "级别" choice
""",
        [
            "FactDecl(selection.level, '级别', [], selection.level, TypeRef(named, name=level), None, True, False, None)",
        ],
    ),
    (
        """\
fact selection.attempt : attempt default initial
""",
        [
            "FactDecl(selection.attempt, None, [], selection.attempt, TypeRef(named, name=attempt), [initial], False, False, None)",
        ],
    ),
    (
        """\
fact selection.subjects : set of subject "科目" never empty when attempt is retake default theory, practical
""",
        [
            "FactDecl(selection.subjects, '科目', [], selection.subjects, "
            "TypeRef(set, element=TypeRef(named, name=subject)), [theory, practical], False, True, Compare(is, attempt, retake))",
        ],
    ),
    (
        """\
fact selection.subjects : set of subject default none
""",
        [
            "FactDecl(selection.subjects, None, [], selection.subjects, TypeRef(set, element=TypeRef(named, name=subject)), [], False, False, None)",
        ],
    ),
    (
        """\
fact applicant.signed : yes or no default no
""",
        [
            "FactDecl(applicant.signed, None, [], applicant.signed, TypeRef(yes_no), [Truth(False)], False, False, None)",
        ],
    ),
    (
        """\
fact applicant.score : number 0 .. 100 with 2 decimals
""",
        [
            "FactDecl(applicant.score, None, [], applicant.score, TypeRef(number, low=0, high=100, decimals=2), None, False, False, None)",
        ],
    ),
    (
        """\
fact applicant.score : number -5 .. 5
""",
        [
            "FactDecl(applicant.score, None, [], applicant.score, TypeRef(number, low=-5, high=5), None, False, False, None)",
        ],
    ),
    (
        """\
fact applicant.score : number
""",
        [
            "FactDecl(applicant.score, None, [], applicant.score, TypeRef(number), None, False, False, None)",
        ],
    ),
    (
        """\
fact payment.amount : amount
""",
        [
            "FactDecl(payment.amount, None, [], payment.amount, TypeRef(amount), None, False, False, None)",
        ],
    ),
    (
        """\
fact applicant.day : date
""",
        [
            "FactDecl(applicant.day, None, [], applicant.day, TypeRef(date), None, False, False, None)",
        ],
    ),
    (
        """\
fact applicant.at : instant
""",
        [
            "FactDecl(applicant.at, None, [], applicant.at, TypeRef(instant), None, False, False, None)",
        ],
    ),
    (
        """\
fact applicant.remark : text
""",
        [
            "FactDecl(applicant.remark, None, [], applicant.remark, TypeRef(text), None, False, False, None)",
        ],
    ),
    (
        """\
fact applicant.remarks : texts
""",
        [
            "FactDecl(applicant.remarks, None, [], applicant.remarks, TypeRef(texts), None, False, False, None)",
        ],
    ),
    (
        """\
fact applicant.item : item
""",
        [
            "FactDecl(applicant.item, None, [], applicant.item, TypeRef(item), None, False, False, None)",
        ],
    ),
    (
        """\
fact applicant.item : item of grade
""",
        [
            "FactDecl(applicant.item, None, [], applicant.item, TypeRef(item, name=grade), None, False, False, None)",
        ],
    ),
    (
        """\
catalog special "l"
 cite notice "一" "共有"
 column admits "认定对象" : set of audience
 | item | name |
 |---|:--|
 | a | b
 cite notice "二" "q", "r"
 | c | d |
 open "why"
 more from items, complete at 18 items
""",
        [
            "CatalogDecl(special, 'l', [])",
            "Cite(notice, '一', ['共有'])",
            "Column(admits, TypeRef(set, element=TypeRef(named, name=audience)), '认定对象')",
            "Table([Row([|item|, |name|]), Row([|a|, |b|])])",
            "Cite(notice, '二', ['q', 'r'])",
            "Table([Row([|c|, |d|])])",
            "OpenClause('why')",
            "MoreFrom(items, 18)",
        ],
    ),
    (
        """\
catalog c
 open because "why"
 more from items
""",
        [
            "CatalogDecl(c, None, [])",
            "OpenClause('why')",
            "MoreFrom(items, None)",
        ],
    ),
    (
        """\
parameter p : set of item "l"
 cite g "1" "q"
 default electrician, office
 file "x.json"
""",
        [
            "ParameterDecl(p, 'l', [], TypeRef(set, element=TypeRef(item)))",
            "Cite(g, '1', ['q'])",
            "Default([electrician, office])",
            "File('x.json')",
        ],
    ),
    (
        """\
reading r "q?"
 cite g "1" "q"
 option a "A"
 option b
 adopt a because "why"
""",
        [
            "ReadingDecl(r, 'q?', [])",
            "Cite(g, '1', ['q'])",
            "Option(a, 'A')",
            "Option(b, None)",
            "Adopt(a, 'why')",
        ],
    ),
    (
        """\
define x "l" = 1
""",
        [
            "DefineDecl(x, 'l', [], None, 1)",
        ],
    ),
    (
        """\
define x of selection = a
""",
        [
            "DefineDecl(x, None, [], selection, a)",
        ],
    ),
    (
        """\
define x "l" of certificate = a
""",
        [
            "DefineDecl(x, 'l', [], certificate, a)",
        ],
    ),
    (
        """\
rule r "l"
 cite g "1" "q"
 at registration
 when a
 require b
 forbid c
 message "m"
 message en "m" when a
 message zh "m"
 interpretation "i"
 consequence "c"
 tentative "t"
 implied because "w"
""",
        [
            "RuleDecl(r, 'l', [], False)",
            "Cite(g, '1', ['q'])",
            "AtStep(registration)",
            "When(a)",
            "Require(b)",
            "Require(c, forbidden=True)",
            "Message(None, 'm', None)",
            "Message(en, 'm', a)",
            "Message(zh, 'm', None)",
            "Interpretation('i')",
            "Consequence('c')",
            "Tentative('t')",
            "Implied('w')",
        ],
    ),
    (
        """\
advice a
 require b
""",
        [
            "RuleDecl(a, None, [], True)",
            "Require(b)",
        ],
    ),
    (
        """\
rule r
 route graduate "g"
 require a
 route experienced
 require b
""",
        [
            "RuleDecl(r, None, [], False)",
            "Route(graduate, 'g')",
            "Require(a)",
            "Route(experienced, None)",
            "Require(b)",
        ],
    ),
    (
        """\
rule r
 at materials
 file exactly one "a" or "b" format JPEG size at most 200 KB
 file at least one "c"
 file exactly one "d" size at least 1 KB and less than 2MB
 file nothing else
""",
        [
            "RuleDecl(r, None, [], False)",
            "AtStep(materials)",
            "FileClause(exactly_one, paths=['a', 'b'], format=JPEG, sizes=[[le, Size(204800)]])",
            "FileClause(at_least_one, paths=['c'])",
            "FileClause(exactly_one, paths=['d'], sizes=[[ge, Size(1024)], [lt, Size(2097152)]])",
            "FileClause(nothing_else)",
        ],
    ),
    (
        """\
exception e "l" to r
 when a
 waive
 require b
 value n - 3
 needs approval "o"
 before f, g
""",
        [
            "ExceptionDecl(e, 'l', [], r)",
            "When(a)",
            "Waive()",
            "Require(b)",
            "Value(Binary(-, n, 3))",
            "NeedsApproval('o')",
            "Before([f, g])",
        ],
    ),
    (
        """\
step s "l"
 when a
 window 2024-09-21 .. 2024-09-30
 window 2024-10-08 09:00 .. 3 days after exam when b
 daily 08:30 .. 17:00
 except 2024-09-28 .. 2024-09-29
 except 2024-10-01
 due 2024-10-10 17:00 Thursday when a
 asks signed, x.y
 require amount is fee
 needs materials, approval
 by "b"
 file nothing else
""",
        [
            "StepDecl(s, 'l', [], False)",
            "When(a)",
            "Window(DateLiteral(2024-09-21), DateLiteral(2024-09-30), None)",
            "Window(InstantLiteral(2024-10-08 09:00:00), Relative(Duration(3, days), after, exam), b)",
            "Daily(08:30:00, 17:00:00)",
            "Except(DateLiteral(2024-09-28), DateLiteral(2024-09-29))",
            "Except(DateLiteral(2024-10-01), DateLiteral(2024-10-01))",
            "Due(InstantLiteral(2024-10-10 17:00:00, weekday=3), a)",
            "Asks([signed, x.y])",
            "Require(Compare(is, amount, fee))",
            "Needs([materials, approval])",
            "By('b')",
            "FileClause(nothing_else)",
        ],
    ),
    (
        """\
event e "l"
 on second weekend of November 2024
 on 2024-01-01 .. 2024-01-02 when a
 tentative "t"
 by "b"
""",
        [
            "StepDecl(e, 'l', [], True)",
            "On(CalendarWords(2, weekend, 2024, 11), None, None)",
            "On(DateLiteral(2024-01-01), DateLiteral(2024-01-02), a)",
            "Tentative('t')",
            "By('b')",
        ],
    ),
    (
        """\
fee f "l" per selection
 | a | amount |
 | any | 200 |
""",
        [
            "FeeDecl(f, 'l', [], selection)",
            "Table([Row([|a|, |amount|]), Row([|any|, |200|])])",
        ],
    ),
    (
        """\
fee f per application
 amount 30
 amount not stated
""",
        [
            "FeeDecl(f, None, [], application)",
            "Amount(CellAmount(value, value=30))",
            "Amount(CellAmount(not_stated))",
        ],
    ),
    (
        """\
adjustment a "l" to total
 when b
 add 50
 subtract 1
 replace 100
 cap 700
 floor 60
 multiply 80 % rounded down to 1
 waive
 after c, d
 not with e
""",
        [
            "AdjustmentDecl(a, 'l', [], total)",
            "When(b)",
            "Adjust(add, 50)",
            "Adjust(subtract, 1)",
            "Adjust(replace, 100)",
            "Adjust(cap, 700)",
            "Adjust(floor, 60)",
            "Adjust(multiply, Rounded(80%, down, 1))",
            "Waive()",
            "After([c, d])",
            "NotWith([e])",
        ],
    ),
    (
        """\
invariant i "l"
 require outcome is accepted implies a
""",
        [
            "InvariantDecl(i, 'l', [])",
            "Require(Binary(implies, Compare(is, outcome, accepted), a))",
        ],
    ),
    (
        """\
example "e"
 applicant id 430105200501010017, audience campus
 record held: trade electrician, level 4
 application centre "长沙"
 select electrician, level 4
 select "焊工" in special
 select x, subjects theory + practical, y none
 done registration 2024-09-25 10:00
 done payment 2024-10-11, amount 520, signed yes
 done results
 file materials "p" JPEG 150 KB
 file materials "p"
 as of 2024-10-11 09:00
 given p a, b
 given p none
 through s
 expect rejected
 expect accepted
 expect undetermined
 expect pending
 expect violated a, b
 expect violated nothing
 expect undetermined a
 expect pending a
 expect fee 520
 expect fee not stated
""",
        [
            "ExampleDecl(e, None, [])",
            "ExampleApplicant([FieldValue(id, [430105200501010017]), FieldValue(audience, [campus])])",
            "ExampleRecord(held, [FieldValue(trade, [electrician]), FieldValue(level, [4])])",
            "ExampleApplication([FieldValue(centre, [TextLiteral(长沙)])])",
            "ExampleSelect(electrician, None, [FieldValue(level, [4])])",
            "ExampleSelect('焊工', special, [])",
            "ExampleSelect(x, None, [FieldValue(subjects, [theory, practical]), FieldValue(y, [])])",
            "ExampleDone(registration, InstantLiteral(2024-09-25 10:00:00), [])",
            "ExampleDone(payment, DateLiteral(2024-10-11), [FieldValue(amount, [520]), FieldValue(signed, [Truth(True)])])",
            "ExampleDone(results, None, [])",
            "ExampleFile(materials, 'p', JPEG, Size(153600))",
            "ExampleFile(materials, 'p', None, None)",
            "ExampleAsOf(InstantLiteral(2024-10-11 09:00:00))",
            "ExampleGiven(p, [a, b])",
            "ExampleGiven(p, [])",
            "ExampleThrough(s)",
            "ExpectOutcome(rejected)",
            "ExpectOutcome(accepted)",
            "ExpectOutcome(undetermined)",
            "ExpectOutcome(pending)",
            "ExpectIds(violated, [a, b])",
            "ExpectIds(violated, [])",
            "ExpectIds(undetermined, [a])",
            "ExpectIds(pending, [a])",
            "ExpectFee(520)",
            "ExpectFee(None)",
        ],
    ),
]


@pytest.mark.parametrize(("text", "trees"), DECLARATIONS, ids=[text.split("\n")[0] for text, _ in DECLARATIONS])
def test_declaration(text: str, trees: list[str]) -> None:
    found = only(text)
    assert [shown(evolve(found, clauses=())), *map(shown, found.clauses)] == trees


@pytest.mark.parametrize("text", [text for text, _ in DECLARATIONS])
def test_span_is_all_of_it(text: str) -> None:
    lines = text.rstrip("\n").split("\n")
    assert only(text).span == Span(1, 1, len(lines), len(lines[-1]) + 1)


def test_all_together() -> None:
    """What stands before and after a declaration makes no difference to it."""
    together = sound("\n".join(text for text, _ in DECLARATIONS)).declarations
    assert [shown(found) for found in together] == [shown(only(text)) for text, _ in DECLARATIONS]
