"""Policies by id and in force: the disk as it is, asked little."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

import evalpolicy
from evalpolicy import shelf
from evalpolicy.errors import UsageError

POLICY = """policy {id} "{title}"
  language 1
  messages en
  timezone Asia/Shanghai
  in force {year}-01-01 .. {year}-12-31
  process registration
catalog course "Courses"
  | item  | name  |
  | piano | Piano |
step registration "Registration"
  require at least 1 selection
"""
AT = "2031-05-01T00:00+08:00"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of policies, of which the shelf knows nothing yet."""
    monkeypatch.setenv(shelf.PATH_VARIABLE, str(tmp_path))
    monkeypatch.setattr(shelf, "_listed", {})
    monkeypatch.setattr(shelf, "_loaded", {})
    return tmp_path


def write(folder: Path, id: str, title: str = "Title", year: int = 2031, *, age: int = 100) -> Path:
    """A policy file that was written some seconds ago, as was what is in the folder."""
    path = folder / f"{id}.policy"
    path.write_text(POLICY.format(id=id, title=title, year=year), encoding="utf-8")
    for each in (path, folder):
        moment = time.time() - age
        os.utime(each, (moment, moment))
    return path


def titles() -> set[str]:
    return {evalpolicy.load(id).title for id in shelf.policy_files() if id != "2024H2"}


def test_files_that_come_change_and_go_are_noticed(folder: Path) -> None:
    assert titles() == set()
    path = write(folder, "one", age=90)
    assert titles() == {"Title"}
    assert evalpolicy.check({"selections": []}, at=AT).policy == evalpolicy.load("one").stamp
    write(folder, "one", "Changed", age=80)
    assert titles() == {"Changed"}
    write(folder, "two", "Other", 2032, age=70)
    assert titles() == {"Changed", "Other"}
    path.unlink()
    assert titles() == {"Other"}
    with pytest.raises(UsageError, match="no policy is in force"):
        evalpolicy.check({"selections": []}, at=AT)


def test_a_folder_that_has_just_changed_is_looked_into_again(folder: Path) -> None:
    """Where a disk keeps time coarsely, a second change leaves the state of the folder as it was."""
    write(folder, "one", age=0)
    before = os.stat(folder)
    assert titles() == {"Title"}
    write(folder, "two", "Other", 2032, age=0)
    os.utime(folder, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert titles() == {"Title", "Other"}


def test_the_disk_is_asked_little(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(folder, "one")
    decided = evalpolicy.check({"selections": []}, at=AT)
    for refused in ("listdir", "scandir", "open", "readlink", "lstat"):
        monkeypatch.setattr(os, refused, None)
    for policy in (None, "one", str(path), path):
        assert evalpolicy.check({"selections": []}, at=AT, policy=policy) == decided
        assert evalpolicy.check({"selections": []}, at=AT, policy=policy).policy is decided.policy


def test_a_relative_path_is_of_the_folder_in_which_the_process_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (folder / name).mkdir()
        write(folder / name, "one", name)
        monkeypatch.chdir(folder / name)
        assert evalpolicy.load("one.policy").title == name


def test_no_more_policies_are_kept_than_so_many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST_KEPT", 2)
    for number in range(4):
        write(folder, f"p{number}", str(number), 2031 + number)
    assert titles() == {"0", "1", "2", "3"}
    assert len(shelf._loaded) == 2
    assert titles() == {"0", "1", "2", "3"}


def test_other_limits_are_another_policy_and_the_usual_ones_the_same(folder: Path) -> None:
    path = write(folder, "one")
    assert evalpolicy.load(path) is evalpolicy.load("one", limits=evalpolicy.Limits())
    assert evalpolicy.load(path) is not evalpolicy.load(path, limits=evalpolicy.Limits(files=3))
