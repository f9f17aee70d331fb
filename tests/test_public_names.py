"""The public names are what they are said to be, and importing them costs nothing until they are used."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources

import pytest

import evalpolicy


@pytest.mark.parametrize("name", evalpolicy.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(evalpolicy, name) is not None


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="chekc"):
        evalpolicy.chekc  # noqa: B018 - the access is the test


def test_import_alone_is_light() -> None:
    """No parser, calendars, id numbers or command line until they are needed."""
    code = "import sys, evalpolicy; print(sorted({'lark', 'holidays', 'stdnum', 'click', 'dateutil', 'hypothesis'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_types_are_shipped() -> None:
    assert resources.files("evalpolicy").joinpath("py.typed").is_file()
