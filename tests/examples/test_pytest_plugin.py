"""The pytest plugin, in projects of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from tests.coverage.small import HEAD
from tests.examples.test_command import FAILS, HOLDS, RULE

pytest_plugins = ["pytester"]

INSTALLED = any(point.name == "evalpolicy" for point in entry_points(group="pytest11"))
PLUGIN = [] if INSTALLED else ["-p", "evalpolicy.pytest_plugin"]


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest(*PLUGIN, *arguments)


def test_examples_are_tests(pytester: pytest.Pytester) -> None:
    """One test an example, named by its title; a failure reads as on the command line, without a traceback."""
    pytester.makeini("[pytest]\nevalpolicy_lang = en\n")
    pytester.makefile(".policy", small=HEAD + RULE + HOLDS + FAILS)
    result = run(pytester, "-v")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*small.policy::holds PASSED*", "*small.policy:*: 不符", "*outcome: expected accepted, got rejected", "*甲方同意*"])
    result.stdout.no_fnmatch_line("*Traceback*")
    run(pytester, "small.policy::holds").assert_outcomes(passed=1)


def test_a_policy_that_does_not_load_is_one_failing_test(pytester: pytest.Pytester) -> None:
    """With the mistakes of the file as its message."""
    pytester.makeini("[pytest]\nevalpolicy_lang = en\n")
    pytester.makefile(".policy", broken=HEAD + "\nrule r\n  require applicant.nothing\n")
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*broken.policy:*error*", "*applicant.nothing*"])


def test_further_examples_beside_a_policy(pytester: pytest.Pytester) -> None:
    """`small.examples` is read by `small.policy`; such a file without a policy is no test."""
    pytester.makefile(".policy", small=HEAD + RULE + HOLDS)
    pytester.makefile(".examples", small=FAILS, other=FAILS)
    run(pytester).assert_outcomes(passed=1, failed=1)


def test_it_can_be_switched_off(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nevalpolicy_examples = false\n")
    pytester.makefile(".policy", small=HEAD + FAILS)
    assert run(pytester).ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_the_policies_of_this_project_can_be_collected(pytester: pytest.Pytester, request: pytest.FixtureRequest) -> None:
    """Their cited texts are found beside them."""
    policies = request.config.rootpath / "policies"
    result = run(pytester, str(policies))
    assert result.ret == 0
    assert result.parseoutcomes()["passed"] > 50


def test_it_costs_nothing_without_policies() -> None:
    """Importing the plugin imports no parser and no engine."""
    code = "import sys, evalpolicy.pytest_plugin; print(sorted({'lark', 'holidays', 'stdnum', 'click', 'attrs'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "lark" not in done.stdout
    assert "holidays" not in done.stdout
    assert "stdnum" not in done.stdout
    assert "click" not in done.stdout
