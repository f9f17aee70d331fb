"""Reading applications and parameters from files and standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from evalpolicy.application import Application, read_json
from evalpolicy.errors import ApplicationError, Problem, UsageError
from evalpolicy.reasons import of_system
from evalpolicy.wording import Language, Wording

STANDARD_INPUT = "-"
LARGEST_FILE = 50_000_000


def read_application(name: str) -> Application:
    """The application in a JSON file, or on standard input for `-`. Raises `ApplicationError` where there is none."""
    return Application.from_json(_read(name))


def read_given(name: str) -> Mapping[str, object]:
    """Parameters from a JSON file. Raises `UsageError` where it holds no object."""
    try:
        found = read_json(_read(name))
    except ApplicationError as error:
        raise UsageError(told(error, name, "zh"), told(error, name, "en")) from None
    if not isinstance(found, dict):
        zh, en = "应是一个对象，每个参数名一个值，例如 {}", "a JSON object is asked for, a value for each parameter, such as {}"
        raise UsageError(f"{shown(name, 'zh')}：{zh}", f"{shown(name, 'en')}: {en}")
    return found


def shown(name: str, language: Language) -> str:
    """A file as a message names it."""
    return Wording("标准输入", "standard input").text(language) if name == STANDARD_INPUT else name


def told(error: ApplicationError, name: str, language: Language, given: str | None = None) -> str:
    """What is wrong with the application of a file, one line a problem; of parameters and the time of the decision it is said of these."""
    colon = Wording("：", ": ").text(language)
    lines = []
    for problem in error.problems:
        where = [shown(name, language), problem.pointer]
        if problem.pointer == "/at":
            where = ["--at"]
        elif given is not None and problem.pointer.startswith("/given/"):
            where = [shown(given, language), problem.pointer.removeprefix("/given")]
        lines.append(colon.join([*filter(None, where), problem.message.text(language)]))
    return "\n".join(lines)


def _read(name: str) -> bytes:
    try:
        data = sys.stdin.buffer.read(LARGEST_FILE + 1) if name == STANDARD_INPUT else _file(Path(name))
    except OSError as error:
        why = of_system(error)
        raise _problem("file-not-read", f"不能读取：{why.zh}", f"cannot be read: {why.en}") from None
    if len(data) > LARGEST_FILE:
        raise _problem("too-large", f"超过 {LARGEST_FILE} 字节", f"has more than {LARGEST_FILE} bytes")
    return data


def _file(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LARGEST_FILE + 1)


def _problem(code: str, zh: str, en: str) -> ApplicationError:
    return ApplicationError([Problem("", code, Wording(zh, en))])


def as_json(value: object) -> str:
    """JSON for a program to read and a person to look at."""
    return json.dumps(value, ensure_ascii=False, indent=2)
