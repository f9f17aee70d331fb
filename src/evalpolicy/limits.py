"""How much is read before it is refused: what is absurdly large or deep gives a plain error instead of using up the machine."""

from __future__ import annotations

from evalpolicy.classes import fields, frozen


@frozen(kw_only=True)
class Limits:
    """Bounds on policies and applications. The defaults are far above what any real notice or applicant needs."""

    policy_bytes: int = 2_000_000
    """Bytes of a policy file."""
    policy_lines: int = 100_000
    """Lines of a policy file."""
    nesting: int = 100
    """Depth of brackets and of expressions in expressions. Long chains of `and` and `or` are not deep."""
    depth: int = 200
    """Levels of a rule as it is evaluated: its own nesting, and that of the definitions that it uses below one another."""
    worlds: int = 256
    """Combinations of answers to open readings that one rule or the fee may depend on: it is judged in each."""
    table_rows: int = 20_000
    """Rows of one table."""
    text_length: int = 20_000
    """Characters of one text in a policy."""
    name_length: int = 200
    """Characters of one name in a policy."""
    number_length: int = 40
    """Characters of one number in a policy."""
    source_bytes: int = 10_000_000
    """Bytes of one text that a policy cites, or of one data file that it names."""

    application_nodes: int = 200_000
    """Values in an application, at every depth."""
    application_nesting: int = 50
    """Depth of lists and objects in an application."""
    selections: int = 200
    """Selections of an application."""
    records: int = 500
    """Records of one list of an application."""
    files: int = 2_000
    """Files of one step of an application."""
    application_text_length: int = 10_000
    """Characters of one text of an application."""

    def __attrs_post_init__(self) -> None:
        for limit in fields(Limits):
            number = getattr(self, limit.name)
            if type(number) is not int or number < 1:
                raise ValueError(f"{limit.name} must be a whole number from 1, not {number!r}")
