"""Random policies as text, over a broad part of the language. Every one of them loads."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise, product

from hypothesis import strategies as st

from evalpolicy.classes import define, field
from evalpolicy.testing.expressions import COLOURS, GRADES, ITEMS, MODES, Expressions

VOCABULARY = """
type colour "Colour" = red "Red" also "crimson" | green "Green" | blue "Blue"
type grade "Grade" = low "Low" < middle "Middle" < top "Top"
type mode "Mode" = once "Once" | again "Again"
type part "Part" = first_part "First part" | second_part "Second part"

record entry "Entry"
  field tint    : colour          "tint"
  field reached : grade           "grade reached"
  field marks   : number 0 .. 20  "marks"
  field day     : date            "day"
  field passed  : yes or no       "passed"

fact applicant.id        : text                "number"
fact applicant.colour    : colour              "colour"
fact applicant.grade     : grade               "grade"
fact applicant.points    : number 0 .. 20      "points"
fact applicant.born      : date                "born"
fact applicant.hues      : set of colour       "hues"
fact applicant.member    : yes or no           "member"  {member_default}
fact applicant.entries   : list of entry       "entries"
fact application.years   : number 0 .. 9       "years"
fact application.asked   : yes or no           "asked"
fact selection.mode      : mode                "mode"    default once
fact selection.parts     : set of part         "parts"   never empty  {parts_condition}
fact selection.score     : number 0 .. 9       "score"   choice
fact selection.aim       : grade               "aim"
fact selection.wished    : yes or no           "wished"
fact enrol.hours         : number 0 .. 24      "hours"
fact pay.amount          : amount              "amount paid"
"""

NUMBERS = {
    "applicant.points": ("0", "20"),
    "application.years": ("0", "9"),
    "enrol.hours": ("0", "24"),
    "applicant.born": ("2004-01-01", "2006-12-31"),
}
"""Facts of many values by which a fee may go, each with its least and greatest, or days among which it mostly is."""

COLUMNS = """  column weight "weight" : number 0 .. 9
  column hues "hues" : set of colour
  column hue "hue" : colour
  column hard "hard" : yes or no
  | item | name | weight | hues | hue | hard |"""


def policies() -> st.SearchStrategy[str]:
    """Policies as text: types, facts, catalogs, readings, definitions, rules, exceptions, steps with files, fees with adjustments, invariants."""
    return st.composite(lambda draw: _Draws(draw).policy())()


@define
class _Draws:
    """Draws one policy. `draw` is Hypothesis's own; `lines` is the policy as far as it is written."""

    draw: st.DrawFn
    expressions: Expressions = field(init=False)
    lines: list[str] = field(factory=list, init=False)
    rules: list[str] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self.expressions = Expressions(self.draw)

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.draw(st.integers(0, 99)) >= 100 - percent

    def condition(self, depth: int = 2) -> str:
        """A condition over no row."""
        return self.expressions.condition(depth)

    def policy(self) -> str:
        """The whole text."""
        zone, currency = self.draw(st.sampled_from(("Asia/Shanghai", "UTC", "Europe/Berlin"))), self.draw(st.sampled_from(("CNY", "JPY")))
        self.expressions.currency_has_cents = currency == "CNY"
        self.lines += [
            'policy random "Random"',
            "  language 1",
            f"  messages {self.draw(st.sampled_from(('en', 'zh')))}",
            f"  timezone {zone}",
            f"  currency {currency}",
            "  calendar CN",
            f"  month ends round {self.draw(st.sampled_from(('down', 'up')))}",
            "  in force 2024-09-01 .. 2024-12-31",
            "  process enrol, hand_in, pay, party",
        ]
        condition = self.draw(st.sampled_from(("", "when mode is again")))
        default = self.draw(st.sampled_from(("", "default no")))
        self.lines += VOCABULARY.format(member_default=default, parts_condition=condition).splitlines()
        self.catalogs()
        self.readings()
        self.definitions()
        for number in range(self.draw(st.integers(1, 3))):
            self.rule(f"rule_{number}")
        self.exceptions()
        self.steps()
        self.fees()
        self.lines += ["", "invariant no_violation", f"  require outcome is accepted implies status.{self.rules[0]} is not violated"]
        return "\n".join(self.lines) + "\n"

    # --- what can be selected ------------------------------------------------------------------

    def catalogs(self) -> None:
        """Two catalogs with the same columns; an open one has a row for the items that it does not list."""
        for catalog, codes in ITEMS.items():
            self.lines += ["", f'catalog {catalog} "{catalog.title()}"', *COLUMNS.splitlines()]
            self.lines += [f"  | {code} | {code.title()} {self._columns()}" for code in codes]
            if self.chance(40):
                self.lines += [f"  | * | {self._columns()}", '  open "the list is not finished"']

    def _columns(self) -> str:
        weight = self.draw(st.sampled_from(("1", "2", "3", "not stated")))
        members = self.draw(st.lists(st.sampled_from(COLOURS), unique=True))
        hues = ", ".join(code + ("?" if self.chance(20) else "") for code in members) or "none"
        hue = self.draw(st.sampled_from((*COLOURS, "not stated")))
        return f"| {weight} | {hues} | {hue} | {self.draw(st.sampled_from(('yes', 'no', 'not stated')))} |"

    def readings(self) -> None:
        """Up to two readings, open or adopted."""
        for number in range(self.draw(st.integers(0, 2))):
            name = f"reading_{number}"
            options = tuple(f"{word}_{number}" for word in ("yes", "no", "maybe")[: self.draw(st.integers(2, 3))])
            self.expressions.readings[name] = options
            self.lines += ["", f'reading {name} "How is it meant?"', *(f'  option {option} "{option}"' for option in options)]
            if self.chance(40):
                self.lines.append(f'  adopt {self.draw(st.sampled_from(options))} because "it is said twice"')

    def definitions(self) -> None:
        """Definitions, each of which may use those before it."""
        for number in range(self.draw(st.integers(0, 2))):
            kind = self.draw(st.sampled_from(("truth", "number")))
            value = self.condition(1) if kind == "truth" else self.expressions.number(1)
            self.lines += ["", f'define defined_{number} "definition {number}" = {value}']
            self.expressions.definitions.setdefault(kind, []).append(f"defined_{number}")

    # --- rules -----------------------------------------------------------------------------------

    def rule(self, name: str) -> None:
        """A rule or an advice."""
        kind = "advice" if self.rules and self.chance(15) else "rule"
        self.rules.append(name)
        self.lines += ["", f'{kind} {name} "{name}"']
        if self.chance(40):
            self.lines.append(f"  at {self.draw(st.sampled_from(('enrol', 'hand_in', 'pay')))}")
        if self.chance(40):
            self.lines.append(f"  when {self.condition(1)}")
        if self.chance(20):
            for route in ("one_way", "other_way"):
                self.lines += [f'  route {route} "{route}"', f"    require {self.condition()}"]
        else:
            for _ in range(self.draw(st.integers(1, 2))):
                self.lines.append(f"  {self.draw(st.sampled_from(('require', 'require', 'forbid')))} {self.condition()}")
        if self.chance(30):
            self.lines.append('  message "{applicant.points} points: {items}."')
        if self.chance(10):
            self.lines.append('  tentative "to be confirmed"')

    def exceptions(self) -> None:
        """Up to two exceptions to the first rule, in a stated order, and one to the first of them."""
        names = [f"exception_{number}" for number in range(self.draw(st.integers(0, 2)))]
        for number, name in enumerate(names):
            self.lines += ["", f'exception {name} "{name}" to {self.rules[0]}', f"  when {self.condition(1)}"]
            effect = self.draw(st.sampled_from(("waive", "require", 'needs approval "the board"')))
            self.lines.append(f"  {effect}" if effect != "require" else f"  require {self.condition(1)}")
            self.lines += [f"  before {names[number + 1]}"] if number + 1 < len(names) else []
        if names and self.chance(30):
            self.lines += ["", f'exception beyond "beyond" to {names[0]}', f"  when {self.condition(1)}", "  waive"]

    # --- steps -----------------------------------------------------------------------------------

    def steps(self) -> None:
        """Three steps and an event."""
        self.lines += ["", 'step enrol "Enrolment"']
        self.lines += [f"  when {self.condition(1)}"] if self.chance(30) else []
        self.lines += self.draw(
            st.sampled_from(
                (
                    ["  window 2024-09-10 .. 2024-09-20"],
                    ["  window 2024-09-10 09:00 .. 2024-09-20 17:00", "  except 2024-09-14 .. 2024-09-15"],
                    ["  window 2024-09-10 .. 2024-09-20 when applicant.member", "  window 2024-09-12 .. 2024-09-18 when not applicant.member"],
                    ["  window 2024-09-10 .. 2024-09-20", "  daily 08:30 .. 17:00"],
                )
            )
        )
        self.lines += ["  asks hours"] if self.chance(40) else []
        self.lines += ["  require hours at least 8"] if self.chance(40) else []
        self.lines += ["", 'step hand_in "Handing in"']
        self.lines.append(
            self.draw(st.sampled_from(("  due 2024-10-10 17:00 Thursday", "  due 5 working days after enrol", "  due 1 month after enrol at 12:00")))
        )
        self.lines += ["  needs enrol"] if self.chance(40) else []
        if self.chance(70):
            size = self.draw(st.sampled_from((" size at most 200 KB", " size more than 1 KB", "")))
            quantity = self.draw(st.sampled_from(("exactly one", "at least one")))
            other = self.draw(st.sampled_from(("", ' or "{applicant.id}/work.jpeg"')))
            self.lines.append(f'  file {quantity} "{{applicant.id}}/work.jpg"{other} format JPEG{size}')
            self.lines += ['  file at least one "papers/{applicant.id}.*"'] if self.chance(40) else []
            self.lines += ["  file nothing else"] if self.chance(40) else []
        self.lines += ["", 'step pay "Payment"', f"  due {self.draw(st.sampled_from(('2024-10-20', '48 hours after hand_in')))}", "  asks amount"]
        self.paid_at = len(self.lines)
        self.lines += ["", 'event party "Party"', f"  on {self.draw(st.sampled_from(('second weekend of November 2024', '2024-11-30')))}"]

    paid_at: int = 0

    # --- fees --------------------------------------------------------------------------------------

    def fees(self) -> None:
        """A table by catalog and mode with a row or none for each pair, a fee of the application, and adjustments in order."""
        if self.chance(15):
            return
        self.lines.insert(self.paid_at, "  require amount is fee")
        self.lines += ["", 'fee course "Course fee" per selection', "  | catalog | mode | amount |"]
        written: set[tuple[str, str]] = set()
        for catalog, mode in product(ITEMS, MODES):
            if self.chance(10):
                continue
            written.add((catalog, mode))
            amount = self.draw(st.sampled_from((self.expressions.amount(), self.expressions.amount(), "not stated")))
            if mode == "again" and (catalog, "once") in written and self.chance(20):
                amount = "as mode once"
            self.lines.append(f"  | {catalog} | {mode} | {amount} |")
        if self.chance(40):
            self.lines += ["", 'fee card "Card" per application']
            head = self.draw(st.sampled_from(("applicant.grade", *NUMBERS)))
            cells = self.stretches(*NUMBERS[head]) if head in NUMBERS else GRADES
            rows = [f"  | {cell} | {self.expressions.amount()} |" for cell in cells if not self.chance(10)]
            table = [f"  | {head} | amount |", *rows]
            self.lines += table if rows and self.chance(70) else [f"  amount {self.expressions.amount()}"]
        self.adjustments()

    def stretches(self, low: str, high: str) -> list[str]:
        """The values of a number or a day from the least to the greatest as cells that share none, in any order."""
        is_day = "-" in low
        first, last = (dt.date.fromisoformat(each).toordinal() if is_day else int(each) for each in (low, high))
        starts = sorted(self.draw(st.sets(st.integers(first + 1, last), max_size=4)))
        written = [dt.date.fromordinal(each).isoformat() if is_day else str(each) for each in range(first, last + 1)]
        cells = []
        for start, end in pairwise((first, *starts, last + 1)):
            least, most = written[start - first], written[end - 1 - first]
            ways = [least if least == most else f"{least} .. {most}"]
            ways += [f"at most {most}"] if start == first else []
            ways += [f"at least {least}"] if end > last else []
            cells.append(self.draw(st.sampled_from(ways)))
        return self.draw(st.permutations(cells))

    def adjustments(self) -> None:
        """What changes the total, in order."""
        last = None
        for number in range(self.draw(st.integers(0, 3))):
            name = f"adjustment_{number}"
            self.lines += ["", f'adjustment {name} "{name}" to total', f"  when {self.condition(1)}"]
            op = self.draw(st.sampled_from(("add", "subtract", "replace", "cap", "floor", "waive", "multiply")))
            operand = {"waive": "", "multiply": " 80 % rounded down to 1"}.get(op, f" {self.expressions.amount()}")
            self.lines.append(f"  {op}{operand}")
            if last is not None:
                self.lines.append(f"  after {last}")
                self.lines += [f"  not with {last}"] if self.chance(20) else []
            last = name
