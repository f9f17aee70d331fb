"""All examples of one policy, its own and those of other files, with what they reach of it."""

from __future__ import annotations

from collections.abc import Iterable
from os import fspath
from pathlib import Path

from evalpolicy.classes import define, field
from evalpolicy.coverage import Coverage, Measurement, Plan
from evalpolicy.errors import PolicyError, UsageError
from evalpolicy.examples.files import example_files
from evalpolicy.examples.running import ExampleResult, run_examples
from evalpolicy.language.model import Example
from evalpolicy.loading import load_examples
from evalpolicy.policy import Policy
from evalpolicy.registry import load
from evalpolicy.wording import Wording


@define
class PolicyRun:
    """`errors` are of files that do not load: the policy's own (then `policy` is None), or those of examples. `not_found`: what there is not."""

    name: str
    policy: Policy | None = None
    results: list[ExampleResult] = field(factory=list)
    errors: list[PolicyError] = field(factory=list)
    not_found: Wording | None = None
    coverage: Coverage | None = None

    @property
    def broken(self) -> bool:
        """Whether something could not be read."""
        return bool(self.errors) or self.not_found is not None

    @property
    def failed(self) -> int:
        """How many examples came out otherwise than expected."""
        return sum(not result.passed for result in self.results)

    @property
    def passed(self) -> int:
        """How many examples hold."""
        return len(self.results) - self.failed


def run_policy(name: str, files: Iterable[Path] = (), *, coverage: bool = True) -> PolicyRun:
    """Run the examples of a policy, by path or id, of the file beside it, and of `files`. What does not load, or is not there, is in the result."""
    run = PolicyRun(name)
    try:
        policy = run.policy = load(name)
    except PolicyError as error:
        run.errors.append(error)
        return run
    except UsageError as error:
        run.not_found = error.message
        return run
    sets: list[tuple[str, tuple[Example, ...]]] = [(policy.model.file.name, policy.model.examples)]
    for file in example_files(policy, files):
        if not file.is_file():
            run.not_found = Wording(f"没有文件 {fspath(file)!r}", f"there is no file {fspath(file)!r}")
            continue
        try:
            sets.append((str(file), load_examples(policy.model, file, limits=policy.limits)))
        except PolicyError as error:
            run.errors.append(error)
    for file_name, examples in sets:
        run.results += run_examples(policy, examples, file=file_name)
    if coverage:
        run.coverage = measured(policy, run.results)
    return run


def measured(policy: Policy, results: Iterable[ExampleResult]) -> Coverage:
    """What examples reach. One that is malformed reaches nothing."""
    measurement = Measurement(Plan.of(policy))
    for result in results:
        if result.decision is not None:
            example = result.example
            measurement.observe(example.title, example.application, at=example.at, given=example.given, through=example.through)
    return Coverage.of(measurement)
