"""The Chinese guide for authors: its policy is sound, and what it shows of a mistake is what is said."""

from __future__ import annotations

import re
from pathlib import Path

from evalpolicy.lint.linter import lint_file
from evalpolicy.lint.text import as_text

GUIDE = (Path(__file__).resolve().parents[2] / "docs/zh/README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", GUIDE, re.DOTALL)
NOTICE = BLOCKS[0][1]
(POLICY,) = (text for kind, text in BLOCKS if kind == "policy")
(SAID,) = (text for _, text in BLOCKS if "header-missing" in text)


def said(folder: Path, policy: str) -> str:
    """What lint says of the guide's policy beside its notice."""
    (folder / "通知.txt").write_text(NOTICE, encoding="utf-8")
    path = folder / "spring.policy"
    path.write_text(policy, encoding="utf-8")
    found = lint_file(path)
    return as_text(found, 1, "zh").replace(f"{folder}/", "")


def test_the_first_policy_is_sound(tmp_path: Path) -> None:
    assert said(tmp_path, POLICY) == "1 个文件：0 个错误，0 个警告，0 个提示"


def test_the_message_that_is_shown_is_what_is_said(tmp_path: Path) -> None:
    assert said(tmp_path, POLICY.replace('规则 两个 "最多报两个项目"\n', "")) == SAID.strip("\n")
