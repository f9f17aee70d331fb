"""Expressions of the language as text, over the fixed vocabulary of random policies (`evalpolicy.testing.policies`)."""

from __future__ import annotations

from hypothesis import strategies as st

from evalpolicy.classes import define, field

COLOURS = ("red", "green", "blue")
GRADES = ("low", "middle", "top")
MODES = ("once", "again")
ITEMS = {"stones": ("ruby", "jade", "opal"), "woods": ("oak", "pine")}
DATES = ("2024-01-31", "2024-02-29", "2024-08-31", "2024-09-15", "2024-10-10")

OWN_FACTS = {
    "truth": ("applicant.member", "application.asked"),
    "colour": ("applicant.colour",),
    "grade": ("applicant.grade",),
    "number": ("applicant.points", "application.years"),
    "date": ("applicant.born",),
}
"""Facts that can be named anywhere, by kind. Grades are ordered, colours are not."""

ROW_FACTS: dict[str, dict[str, tuple[str, ...]]] = {
    "selections": {
        "truth": ("wished", "item.hard"),
        "colour": ("item.hue",),
        "grade": ("aim",),
        "number": ("score", "item.weight"),
        "date": (),
    },
    "applicant.entries": {"truth": ("passed",), "colour": ("tint",), "grade": ("reached",), "number": ("marks",), "date": ("day",)},
}
"""Facts of a row, by the rows and by kind."""

RELATIONS = ("at least", "at most", "more than", "less than", "=", "!=", "<=", ">", "is", "is not")
COUNTS = ("at most", "at least", "exactly", "more than", "fewer than")


@define
class Expressions:
    """Draws expressions. `definitions` and `readings` are the names that the policy declares; `draw` is Hypothesis's own."""

    draw: st.DrawFn
    definitions: dict[str, list[str]] = field(factory=dict)
    readings: dict[str, tuple[str, ...]] = field(factory=dict)
    given: bool = True

    def one_of(self, *choices: str) -> str:
        """One of some words."""
        return self.draw(st.sampled_from(choices))

    def _facts(self, kind: str, rows: str | None) -> list[str]:
        found = [*OWN_FACTS[kind], *self.definitions.get(kind, [])]
        return found if rows is None else [*found, *ROW_FACTS[rows][kind] * 2]

    # --- conditions ----------------------------------------------------------------------------

    def condition(self, depth: int, rows: str | None = None) -> str:
        """A condition, in brackets where it needs them; `rows` is what the row in scope is of."""
        kinds = ["fact", "enum", "number", "date", "set"]
        kinds += ["reading"] if self.readings else []
        kinds += ["given"] if self.given else []
        kinds += ["item"] if rows == "selections" else []
        if depth > 0:
            kinds += ["and", "or", "not", "implies", "if"]
            kinds += ["count", "quantified", "aggregate"] * 2 if rows is None else []
        match self.draw(st.sampled_from(kinds)):
            case "and" | "or" | "implies" as word:
                return f"({self.condition(depth - 1, rows)} {word} {self.condition(depth - 1, rows)})"
            case "not":
                return f"not {self.condition(depth - 1, rows)}"
            case "if":
                parts = [self.condition(depth - 1, rows) for _ in range(3)]
                return f"(if {parts[0]} then {parts[1]} else {parts[2]})"
            case "enum":
                return self._enumeration(rows)
            case "number":
                return f"({self.number(depth, rows)} {self.one_of(*RELATIONS[:8])} {self.number(0, rows)})"
            case "date":
                return self._date_condition(rows)
            case "set":
                owner = "item.hues" if rows == "selections" else "applicant.hues"
                return f"{owner} contains {self.one_of(*COLOURS, 'applicant.colour')}"
            case "reading":
                reading = self.one_of(*self.readings)
                return f"{reading} {self.one_of('is', 'is not')} {self.one_of(*self.readings[reading])}"
            case "given":
                named = [name for name in self._facts("number", rows) if name not in self.definitions.get("number", []) and "item." not in name]
                return f"{self.one_of(*named)} {self.one_of('is given', 'is not given')}"
            case "item":
                return self._item()
            case "count":
                over, where = self._over(depth)
                return f"({self.one_of(*COUNTS)} {self.draw(st.integers(0, 3))} {over}{where})"
            case "quantified":
                return self._quantified(depth)
            case "aggregate":
                return self._aggregate(depth)
        return self.one_of(*self._facts("truth", rows))

    def _enumeration(self, rows: str | None) -> str:
        kind, codes = self.draw(st.sampled_from((("colour", COLOURS), ("grade", GRADES))))
        fact = self.one_of(*self._facts(kind, rows))
        if kind == "grade" and self.draw(st.booleans()):
            return f"{fact} {self.one_of('at least', 'at most', 'more than')} {self.one_of(*GRADES)}"
        if self.draw(st.booleans()):
            some = self.draw(st.lists(st.sampled_from(codes), min_size=2, unique=True))
            return f"{fact} {self.one_of('in', 'not in')} ({', '.join(some)})"
        return f"{fact} {self.one_of('is', 'is not')} {self.one_of(*codes)}"

    def _date_condition(self, rows: str | None) -> str:
        fact, date = self.one_of(*self._facts("date", rows)), self.one_of(*DATES)
        relation = self.one_of("before", "after", "on or before", "on or after")
        forms = (
            f"{fact} {relation} {date}",
            f"(age of {fact} on {date} at least {self.draw(st.integers(0, 30))})",
            f"(full months from {fact} to {date} less than {self.draw(st.integers(1, 300))})",
            f"{fact} between {DATES[0]} and {DATES[4]}",
            f"({self.draw(st.integers(1, 20))} {self.one_of('days', 'working days', 'months', 'years')} after {fact} {relation} {date})",
        )
        return self.one_of(*forms)

    def _item(self) -> str:
        every = [code for items in ITEMS.values() for code in items]
        some = self.draw(st.lists(st.sampled_from(every), min_size=2, max_size=3, unique=True))
        return self.one_of(
            f"catalog is {self.one_of(*ITEMS)}", f"item is {self.one_of(*every)}", f"item in ({', '.join(some)})", "item is listed", "mode is once"
        )

    # --- rows ----------------------------------------------------------------------------------

    def _over(self, depth: int) -> tuple[str, str]:
        """Rows, and the `where` that follows them, if any."""
        rows = self.one_of(*ROW_FACTS)
        where = f" where {self.condition(depth - 1, rows)}" if self.draw(st.booleans()) else ""
        return rows, where

    def _quantified(self, depth: int) -> str:
        rows, where = self._over(depth)
        match self.one_of("any", "no", "every", "no two"):
            case "every":
                return f"(every {rows}{where} has {self.condition(depth - 1, rows)})"
            case "no two":
                shared = "item" if rows == "selections" else "tint"
                return f"(no two {rows}{where} share {self.one_of(shared, *ROW_FACTS[rows]['number'][:1])})"
            case word:
                return f"({word} {rows}{where})"

    def _aggregate(self, depth: int) -> str:
        rows, where = self._over(depth)
        value = self.one_of(*ROW_FACTS[rows]["number"])
        relation, limit = self.one_of("at least", "at most", "more than"), self.draw(st.integers(0, 25))
        forms = [
            f"sum of {value} over {rows}{where}",
            f"count of {rows}{where}",
            f"best 2 of {value} over {rows}{where}",
            f"different {self.one_of('item.hue' if rows == 'selections' else 'tint')} over {rows}{where}",
            f"{self.one_of('maximum', 'minimum')} of {value} over {rows}{where} else {self.draw(st.integers(0, 5))}",
            f"mean of {value} weighted by {value} over {rows}{where}",
        ]
        if rows == "applicant.entries":
            forms.append(f"full months covered by {DATES[0]} to day over {rows}{where}")
        return f"(({self.one_of(*forms)}) {relation} {limit})"

    # --- quantities ----------------------------------------------------------------------------

    def number(self, depth: int, rows: str | None = None) -> str:
        """A whole number."""
        fact, constant = self.one_of(*self._facts("number", rows)), self.draw(st.integers(0, 12))
        if depth <= 0:
            return self.one_of(fact, str(constant))
        match self.one_of("fact", "fact", "sum", "product", "least", "rounded", "if"):
            case "sum":
                return f"({fact} {self.one_of('+', '-')} {constant})"
            case "product":
                return f"({constant} * {fact})"
            case "least":
                return f"{self.one_of('min', 'max')}({fact}, {self.number(depth - 1, rows)})"
            case "rounded":
                return f"({fact} / {constant + 1} rounded {self.one_of('up', 'down', 'half up')} to 1)"
            case "if":
                return f"(if {self.condition(depth - 1, rows)} then {constant} else {fact})"
        return fact

    def amount(self) -> str:
        """An amount."""
        return self.draw(st.sampled_from(("0", "50", "120.50", "320"))) if self.currency_has_cents else self.one_of("0", "50", "120", "320")

    currency_has_cents: bool = True
