"""What the tests of binding share."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path

import evalpolicy
from evalpolicy.decision import Decision

ROOT = Path(__file__).parents[2]
POLICY_FILE = ROOT / "policies" / "2024H2.policy"
ID = "430105200501010017"
X_ID = "43012120040615002X"


@cache
def policy() -> evalpolicy.Policy:
    """The policy of the notice, loaded once."""
    return evalpolicy.load(POLICY_FILE)


def application(**changes: object) -> dict[str, object]:
    """The example application, with changes: names are pointers with `__` for the slash."""
    data: dict[str, object] = json.loads((ROOT / "examples" / "electrician.json").read_text(encoding="utf-8"))
    for name, value in changes.items():
        change(data, "/" + name.replace("__", "/"), value)
    return data


def change(data: object, pointer: str, value: object) -> None:
    """Set the value at a JSON pointer."""
    *parts, last = pointer.strip("/").split("/")
    for part in parts:
        data = data[int(part)] if isinstance(data, list) else data[part]  # type: ignore[index]
    data[int(last) if isinstance(data, list) else last] = copy.deepcopy(value)  # type: ignore[index]


def decided(decision: Decision) -> dict[str, object]:
    """All that a decision says, but for its warnings and the hash of the application."""
    result = decision.to_dict()
    del result["warnings"], result["receipt"]
    return result


def problems(data: object, **arguments: object) -> list[tuple[str, str]]:
    """Pointers and codes of what is wrong with an application."""
    try:
        policy().check(data, **arguments)  # type: ignore[arg-type]
    except evalpolicy.ApplicationError as error:
        return [(problem.pointer, problem.code) for problem in error.problems]
    return []


def warned(data: object) -> list[tuple[str, str]]:
    """Pointers and codes of the warnings on an application."""
    return [(warning.pointer, warning.code) for warning in policy().check(data).warnings]  # type: ignore[arg-type]
