"""A pytest plugin: the examples of `.policy` files are tests, in any project that has evalpolicy installed.

A file `NAME.examples` beside `NAME.policy` holds further examples of that policy.
Switched off by `evalpolicy_examples = false` in the project's pytest settings, or `-p no:evalpolicy`. Nothing of evalpolicy is imported until a
`.policy` file is collected.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from evalpolicy.examples import ExampleResult
    from evalpolicy.language.model import Example
    from evalpolicy.policy import Policy
    from evalpolicy.wording import Language

SUFFIX = ".policy"
FURTHER = ".examples"
SWITCH = "evalpolicy_examples"
LANGUAGE = "evalpolicy_lang"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings of the plugin."""
    parser.addini(SWITCH, "Collect the examples of .policy files as tests.", type="bool", default=True)
    parser.addini(LANGUAGE, "Language of what evalpolicy says: zh or en; else that of the system.", default="")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of examples is a collection of tests."""
    is_further = file_path.suffix == FURTHER and file_path.with_suffix(SUFFIX).is_file()
    if not (is_further or file_path.suffix == SUFFIX) or not parent.config.getini(SWITCH):
        return None
    found: pytest.Collector = PolicyFile.from_parent(parent, path=file_path)
    return found


class PolicyFile(pytest.File):
    """The examples of one file; one failing test where it does not load."""

    def collect(self) -> Iterable[pytest.Item]:
        """A test for each example, named by its title."""
        from evalpolicy.errors import PolicyError
        from evalpolicy.loading import load_examples
        from evalpolicy.policy import load_policy

        try:
            policy = load_policy(self.path.with_suffix(SUFFIX))
            further = self.path.suffix == FURTHER
            examples = load_examples(policy.model, self.path, limits=policy.limits) if further else policy.model.examples
        except PolicyError as error:
            yield BrokenPolicy.from_parent(self, name="loads", message=error.render(language(self.config)))
            return
        for example in examples:
            yield ExampleItem.from_parent(self, name=example.title, policy=policy, example=example)


class ExampleItem(pytest.Item):
    """One example."""

    def __init__(self, *, policy: Policy, example: Example, **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]  # pytest's own keywords, handed on
        self.policy, self.example = policy, example

    def runtest(self) -> None:
        """Decide the example."""
        from evalpolicy.examples import run_examples

        (result,) = run_examples(self.policy, [self.example])
        if not result.passed:
            raise ExampleFailedError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """Expected against got, in the words of the command line."""
        if not isinstance(excinfo.value, ExampleFailedError):
            return str(super().repr_failure(excinfo))
        said = language(self.config)
        lines = [f"{self.path}:{self.example.span.line}: {self.example.title}"]
        wordings = [line for difference in excinfo.value.result.differences for line in difference.lines()]
        return "\n".join([*lines, *(f"  {wording.text(said)}" for wording in wordings)])

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the example stands."""
        return self.path, self.example.span.line - 1, f"{self.path.name}: {self.example.title}"


class ExampleFailedError(Exception):
    """An example came out otherwise than expected."""

    def __init__(self, result: ExampleResult) -> None:
        super().__init__(result.example.title)
        self.result = result


class BrokenPolicy(pytest.Item):
    """Stands for the examples of a policy that does not load."""

    def __init__(self, *, message: str, **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]  # pytest's own keywords, handed on
        self.message = message

    def runtest(self) -> None:
        """Fail with every mistake of the file."""
        pytest.fail(self.message, pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Which file it is."""
        return self.path, None, f"{self.path.name}: does not load"


def language(config: pytest.Config) -> Language:
    """The language of the messages."""
    from evalpolicy.cli.terminal import system_language

    match config.getini(LANGUAGE):
        case "zh":
            return "zh"
        case "en":
            return "en"
        case _:
            return system_language()
