"""What names mean, and what is said of names that mean nothing."""

import pytest

from evalpolicy.core import terms as t
from evalpolicy.language.symbols import RowScope, Scope
from evalpolicy.language.types import (
    AmountType,
    DateType,
    InstantType,
    ItemType,
    ListType,
    NumberType,
    ResidentIdType,
    SetType,
    TextType,
    Type,
    YesNoType,
)
from tests.language.expressions import (
    ATTEMPT,
    AUDIENCE,
    CATALOG,
    LEVEL,
    SCORE,
    SELECTION,
    YEARS,
    mistakes,
    symbols,
    truth,
    value,
    value_mistakes,
)

INVARIANT = Scope(invariant=True)
FILE = Scope((RowScope("file#1", "file"),))


def fact(dotted: str, type: Type) -> t.Fact:
    owner, name = dotted.split(".")
    return t.Fact(owner, name, type)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("applicant.audience", fact("applicant.audience", AUDIENCE)),
        ("audience", fact("applicant.audience", AUDIENCE)),
        ("centre", fact("application.centre", TextType())),
        ("payment.amount", fact("payment.amount", AmountType())),
        ("payment.at", fact("payment.at", InstantType())),
        ("payment", fact("payment.at", InstantType())),
        ("required_years", t.Defined("required_years", NumberType(2, 5))),
        ("pass_mark", t.Parameter("pass_mark", SCORE)),
        ("exam", t.Defined("event.exam", DateType())),
        ("fee", t.Defined("fee.total", AmountType())),
        ("fee.evaluation", t.Defined("fee.evaluation.total", AmountType())),
        ("applicant.id.birth_date", t.BirthDate(fact("applicant.id", ResidentIdType()))),
        ("id.birth_date", t.BirthDate(fact("applicant.id", ResidentIdType()))),
    ],
)
def test_names_outside_rows(text: str, term: t.Term) -> None:
    assert value(text).term == term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("level", t.RowFact("selection", "level", LEVEL, "selection")),
        ("selection.level", t.RowFact("selection", "level", LEVEL, "selection")),
        ("item", t.RowFact("selection", "item", ItemType(), "selection")),
        ("selection.catalog", t.RowFact("selection", "catalog", CATALOG, "selection")),
        ("item.admits", t.ItemColumn("selection", "admits", SetType(AUDIENCE))),
        ("selection.item.admits", t.ItemColumn("selection", "admits", SetType(AUDIENCE))),
        ("counts", t.Defined("counts", YesNoType(), "selection")),
        ("selection.fee", t.Defined("selection.fee", AmountType(), "selection")),
        ("fee", t.Defined("fee.total", AmountType())),
        ("audience", fact("applicant.audience", AUDIENCE)),
    ],
)
def test_names_in_a_selection(text: str, term: t.Term) -> None:
    assert value(text, scope=SELECTION).term == term


def test_a_steps_own_clauses_mean_its_own_facts() -> None:
    own = Scope(owner="payment")
    assert value("amount", scope=own).term == fact("payment.amount", AmountType())
    assert value_mistakes("amount") == [("unknown-name", "amount")]


def test_inner_rows_come_first_and_aliases_reach_outer_ones() -> None:
    inner, outer = RowScope("certificate#2", "certificate", "b"), RowScope("certificate#0", "certificate", "a")
    scope = Scope((inner, RowScope("selection#1", "selection"), outer))
    assert value("level", scope=scope).term == t.RowFact("certificate#2", "level", LEVEL, "certificate")
    assert value("selection.level", scope=scope).term == t.RowFact("selection#1", "level", LEVEL, "selection")
    assert value("a.level", scope=scope).term == t.RowFact("certificate#0", "level", LEVEL, "certificate")
    assert value("attempt", scope=scope).term == t.RowFact("selection#1", "attempt", ATTEMPT, "selection")


def test_a_file_has_its_facts_and_its_format_needs_no_quotes() -> None:
    row = t.RowFact("file#1", "format", value("format", scope=FILE).type, "file")
    assert truth("format is jpeg", FILE) == t.Same(row, t.AtomConstant("JPEG"))
    assert truth('extension in ("JPG", pdf)', FILE) == t.Or(
        tuple(t.Same(t.RowFact("file#1", "extension", row.type, "file"), t.AtomConstant(text)) for text in ("jpg", "pdf"))
    )
    size = truth("size at most 200 KB", FILE)
    assert isinstance(size, t.Compare)
    assert size.right == t.QuantityConstant(204_800)


def test_readings_outcomes_and_statuses_are_asked_for() -> None:
    assert truth("retakes is counted") == t.ReadingIs("retakes", "counted")
    assert truth("counted is retakes") == t.ReadingIs("retakes", "counted")
    assert truth("retakes is not counted") == t.Not(t.ReadingIs("retakes", "counted"))
    assert truth("retakes in (counted, not_counted)") == t.Or((t.ReadingIs("retakes", "counted"), t.ReadingIs("retakes", "not_counted")))
    assert truth("outcome is accepted", INVARIANT) == t.OutcomeIs("accepted")
    assert truth("status.at_most_two is violated", INVARIANT) == t.StatusIs("at_most_two", "violated")
    atom = value("retakes").term
    assert isinstance(atom, t.If)
    assert (atom.condition, atom.then, atom.otherwise) == (
        t.ReadingIs("retakes", "counted"),
        t.AtomConstant("counted"),
        t.AtomConstant("not_counted"),
    )


@pytest.mark.parametrize(
    ("text", "found", "help"),
    [
        ("studnet", ("unknown-name", "studnet"), "did you mean `student`?"),
        ("applicant.studnet", ("unknown-name", "studnet"), "did you mean `student`?"),
        ("aplicant.student", ("unknown-name", "aplicant"), "did you mean `applicant`?"),
        ("Applicant.Student", ("unknown-name", "Applicant.Student"), "did you mean `applicant.student`?"),
        ("aplicant.studnet", ("unknown-name", "aplicant.studnet"), "did you mean `applicant.student`?"),
        ("any selection where Item.Admits contains campus", ("unknown-name", "Item.Admits"), "did you mean `item.admits`?"),
        ("payment.amuont more than 3", ("unknown-name", "amuont"), "did you mean `amount`?"),
        ("amount more than 3", ("unknown-name", "amount"), "write `payment.amount`"),
        ("level is 4", ("row-needed", "level"), "write `any selection where … level …`, or use `every`, `no`, `count of`"),
        ("selection.level is 4", ("row-needed", "selection.level"), "write `any selection where … level …`, or use `every`, `no`, `count of`"),
        (
            "item.levels contains 4",
            ("row-needed", "item.levels"),
            "write `any selection where … item.levels …`, or use `every`, `no`, `count of`",
        ),
        ("counts", ("row-needed", "counts"), "write `any selection where … counts …`, or use `every`, `no`, `count of`"),
        ("issued before exam", ("row-needed", "issued"), "write `any applicant.held where … issued …`, or use `every`, `no`, `count of`"),
        ("size at most 3 KB", ("row-needed", "size"), "write `any materials.files where … size …`, or use `every`, `no`, `count of`"),
        ("any selection where item.admit contains campus", ("unknown-name", "admit"), "did you mean `admits`?"),
        ("any selection where selection.levle is 4", ("unknown-name", "levle"), "did you mean `level`?"),
        ("initial", ("value-alone", "initial"), "compare it with something, such as `attempt is initial`"),
        ("status.at_most_two is violated", ("invariant-only", "status.at_most_two"), ""),
        ("fee.evalution more than 3", ("unknown-name", "evalution"), "did you mean `evaluation`?"),
        ("applicant.id.birthdate before exam", ("unknown-name", "birthdate"), "did you mean `birth_date`?"),
    ],
)
def test_unknown_names_come_with_the_way_out(text: str, found: tuple[str, str], help: str) -> None:
    names = symbols(text)
    assert mistakes(text, names=names) == [found]
    shown = names.diagnostics.found[0].help
    assert (shown.en if shown is not None else "") == help


@pytest.mark.parametrize("text", ["lost is 3", "applicant.lost_fact", "any selection where centre is campus", "lost.birth_date before exam"])
def test_what_failed_elsewhere_is_not_reported_again(text: str) -> None:
    assert mistakes(text) == []


def test_every_mistake_is_reported_and_none_twice() -> None:
    found = mistakes("audience is campsu and studnet and any selection where level is 7 and signd")
    assert found == [("unknown-value", "campsu"), ("unknown-name", "studnet"), ("unknown-value", "7"), ("unknown-name", "signd")]


def test_both_languages_are_worded() -> None:
    names = symbols("audience is campsu")
    mistakes("audience is campsu", names=names)
    found = names.diagnostics.found[0]
    assert found.message.zh == "考生类别没有 `campsu` 这个值"
    assert found.help is not None
    assert found.help.zh == "是不是 `campus`？"


def test_a_list_is_no_value() -> None:
    names = symbols("applicant.held")
    assert mistakes("applicant.held", names=names) == [("not-a-condition", "applicant.held")]
    assert names.diagnostics.found[0].help is not None
    assert "any applicant.held where" in names.diagnostics.found[0].help.en
    assert value("applicant.held").type == ListType("certificate")
    assert value("applicant.years").type == YEARS
