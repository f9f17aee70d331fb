"""A receipt: what it takes to replay a decision later and get the same one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from evalpolicy.classes import asdict, fields, frozen
from evalpolicy.errors import UsageError

RECEIPT_FORMAT = 1


@frozen
class Receipt:
    """Hashes (SHA-256, hex) of policy, sources and application; versions; the arguments of the check; what came out.

    `given` is canonical JSON of the parameters; `at` and `through` are as the caller gave them.
    """

    format: int
    library: str
    language: int
    policy: str
    policy_sha256: str
    sources: tuple[tuple[str, str], ...]
    application_sha256: str
    at: str | None
    through: str | None
    given: str
    outcome: str
    violated: tuple[str, ...]
    undetermined: tuple[str, ...]
    pending: tuple[str, ...]
    fee: str | None

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; `Receipt.from_dict` reads it back."""
        result = asdict(self)
        result["sources"] = dict(self.sources)
        return {key: list(value) if isinstance(value, tuple) else value for key, value in result.items()}

    def to_json(self) -> str:
        """`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Receipt:
        """The receipt of `to_dict`; `UsageError` where something is missing or of another format."""
        names = {attribute.name for attribute in fields(cls)}
        if not isinstance(data, Mapping):
            raise UsageError(f"凭据应是对象，给出的是 {type(data).__name__}", f"not a receipt: expected a mapping, got {type(data).__name__}")
        if "format" in data and data["format"] != RECEIPT_FORMAT:
            raise UsageError(
                f"凭据的格式是 {data['format']!r}；这一版只读格式 {RECEIPT_FORMAT}",
                f"a receipt of format {data['format']!r}; this library reads format {RECEIPT_FORMAT}",
            )
        # Names of any kind may stand where there should be others.
        wrong = sorted(map(str, names ^ set(data))) or [name for name in sorted(names) if not _fits(name, data[name])]
        if wrong:
            raise UsageError(
                f"不是判断凭据，这些项缺少、多余或者不对：{'、'.join(wrong)}", f"not a receipt; missing, not its own, or wrong: {', '.join(wrong)}"
            )
        values: dict[str, Any] = dict(data)
        values |= {name: tuple(values[name]) for name in _IDS}
        values["sources"] = tuple(sorted(values["sources"].items()))
        return cls(**values)


_IDS = ("violated", "undetermined", "pending")


def _fits(name: str, value: object) -> bool:
    """Whether a field of a receipt is of its kind."""
    if name in _IDS:
        return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
    if name == "sources":
        return isinstance(value, Mapping) and all(isinstance(each, str) for pair in value.items() for each in pair)
    if name in ("format", "language"):
        return isinstance(value, int)
    if name in ("at", "through", "fee") and value is None:
        return True
    if name == "given" and isinstance(value, str):
        try:
            return isinstance(json.loads(value), dict | None)
        except (ValueError, RecursionError):
            return False
    return isinstance(value, str)
