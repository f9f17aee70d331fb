"""The files beside a policy: where they are looked for, and what is said of those that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import evalpolicy

HEAD = """policy p "Test"
  language  1
  messages  zh
  timezone  Asia/Shanghai
  currency  CNY
  in force  2025-03-01 .. 2025-08-31
  process   registration

source notice "the notice"
  file "{path}"

step registration "registration"
  window 2025-03-05 .. 2025-03-20
"""


def said(path: str, folder: Path, name: str = "p.policy") -> list[tuple[str, str, str]]:
    (folder / "p.policy").write_text(HEAD.format(path=path), encoding="utf-8")
    try:
        evalpolicy.load(name if name != "p.policy" else folder / name)
    except evalpolicy.PolicyError as error:
        return [(each.code, each.message.en, "" if each.help is None else each.help.en) for each in error.diagnostics]
    return []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "notice.txt").write_text("Registration: 5 to 20 March.", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("path", ["sources/notice.txt", "./sources//notice.txt", r"sources\\notice.txt", "sources/./notice.txt"])
def test_ways_to_write_a_path(path: str, folder: Path) -> None:
    assert said(path, folder) == []


HELD = "that folder holds: p.policy, sources"
WITHIN = "that folder holds: sources/notice.txt"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("sources/notise.txt", ("file-not-found", "there is no file “sources/notise.txt”", WITHIN)),
        ("notice.txt", ("file-not-found", "there is no file “notice.txt”", HELD)),
        ("nowhere/notice.txt", ("file-not-found", "there is no file “nowhere/notice.txt”", "paths begin at the policy's own folder")),
        ("notice.txt/more", ("file-not-found", "there is no file “notice.txt/more”", "paths begin at the policy's own folder")),
        ("sources", ("file-not-found", "“sources” is a folder, not a file", WITHIN)),
        ("sources/", ("file-not-found", "“sources/” is a folder, not a file", WITHIN)),
        (".", ("file-not-found", "“.” is a folder, not a file", HELD)),
        ("", ("file-not-found", "“” is a folder, not a file", HELD)),
        ("/etc/hostname", ("path-outside", "“/etc/hostname” is not below the policy's folder", "write a relative path without `..`")),
        ("sources/../../x", ("path-outside", "“sources/../../x” is not below the policy's folder", "write a relative path without `..`")),
    ],
)
@pytest.mark.parametrize("here", [False, True])
def test_what_cannot_be_read(path: str, expected: tuple[str, str, str], here: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its own folder as from elsewhere."""
    if here:
        monkeypatch.chdir(folder)
    assert said(path, folder, "./p.policy" if here else "p.policy") == [expected]


def test_a_file_that_one_may_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who runs the tests may be allowed everything, so the refusal is made up."""

    def refused(path: object, *args: object, **options: object) -> object:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("evalpolicy.language.source.open", refused, raising=False)
    assert os.path.exists(folder / "sources" / "notice.txt")
    why = "“sources/notice.txt” cannot be read: Permission denied"
    assert said("sources/notice.txt", folder) == [("unreadable-file", why, "check the permissions")]
