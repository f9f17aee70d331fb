"""Reading applications and parameters from files and standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from evalpolicy.application import Application
from evalpolicy.errors import ApplicationError, Problem
from evalpolicy.reasons import of_system
from evalpolicy.wording import Wording

STANDARD_INPUT = "-"
LARGEST_FILE = 50_000_000


def read_application(name: str) -> Application:
    """The application in a JSON file, or on standard input for `-`. Raises `ApplicationError` where there is none."""
    return Application.from_json(_read(name))


def read_given(name: str) -> Mapping[str, object]:
    """Parameters from a JSON file. Raises `ApplicationError` where it holds no object."""
    return Application.from_json(_read(name)).data


def _read(name: str) -> bytes:
    try:
        data = sys.stdin.buffer.read(LARGEST_FILE + 1) if name == STANDARD_INPUT else _file(Path(name))
    except OSError as error:
        why = of_system(error)
        raise _problem("file-not-read", f"不能读取 {name}：{why.zh}", f"{name} cannot be read: {why.en}") from None
    if len(data) > LARGEST_FILE:
        raise _problem("too-large", f"{name} 超过 {LARGEST_FILE} 字节", f"{name} has more than {LARGEST_FILE} bytes")
    return data


def _file(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LARGEST_FILE + 1)


def _problem(code: str, zh: str, en: str) -> ApplicationError:
    return ApplicationError([Problem("", code, Wording(zh, en))])


def as_json(value: object) -> str:
    """JSON for a program to read and a person to look at."""
    return json.dumps(value, ensure_ascii=False, indent=2)
