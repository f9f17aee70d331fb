"""Mistakes of authors, each with what a person is told: how the files in `said/` are read, made and written again.

A file holds many mistakes. Each is an edit of one of the policies in `policies/`, and below it the exact report:

    === a keyword misspelt | spring | en
    -rule two_items "最多报两个项目"
    +ruel two_items "最多报两个项目"
    ---
    spring.policy:69:1: error[unknown-keyword]: …

A line with `-` is taken out, one with `+` put in, one with a space stays; `!` changes the whole file (see `WHOLE`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from evalpolicy.classes import frozen
from evalpolicy.lint.linter import lint_file
from evalpolicy.lint.text import as_text
from evalpolicy.wording import Language

HERE = Path(__file__).parent
SAID = sorted((HERE / "said").glob("*.txt"))
WHOLE: dict[str, Callable[[str], bytes]] = {
    "saved as GBK": lambda text: text.encode("gbk"),
    "saved as UTF-16": lambda text: text.encode("utf-16"),
    "saved as UTF-16 without a BOM": lambda text: text.encode("utf-16-le"),
    "saved as big-endian UTF-16 without a BOM": lambda text: text.encode("utf-16-be"),
    "saved as Windows-1252": lambda text: text.encode("cp1252", "replace") + b"\x93\x94",
    "saved with a BOM": lambda text: text.encode("utf-8-sig"),
    "lines end with CRLF": lambda text: text.replace("\n", "\r\n").encode("utf-8"),
    "lines end with CR": lambda text: text.replace("\n", "\r").encode("utf-8"),
    "emptied": lambda text: b"",
    "a NUL in it": lambda text: text.replace("policy", "pol\0icy", 1).encode("utf-8"),
    "cut off in the middle": lambda text: text[: text.index("subtract") + 3].encode("utf-8"),
    "pasted twice": lambda text: (text + text).encode("utf-8"),
    "no line ends": lambda text: text.replace("\n", " ").encode("utf-8"),
    "indented with tabs": lambda text: text.replace("\n  ", "\n\t").encode("utf-8"),
    "indented with ideographic spaces": lambda text: text.replace("\n  ", "\n\u3000\u3000").encode("utf-8"),
    "full-width punctuation": lambda text: text.translate(dict(zip(map(ord, ",:()"), "，：（）", strict=True))).encode("utf-8"),
}


@frozen
class Mistake:
    """An edit of a policy, and the report on it in one language."""

    name: str
    policy: str
    language: Language
    edit: tuple[str, ...]
    said: str

    def written(self) -> bytes:
        """The policy with the mistake."""
        text = (HERE / "policies" / f"{self.policy}.policy").read_text(encoding="utf-8")
        old = [line[1:] for line in self.edit if line[0] in " -"]
        new = [line[1:] for line in self.edit if line[0] in " +"]
        whole = [line[1:].strip() for line in self.edit if line[0] == "!"]
        if old:
            before = "\n" + "\n".join(old) + "\n"
            assert ("\n" + text).count(before) == 1, f"{self.name}: the lines to change are not there, or more than once"
            text = ("\n" + text).replace(before, "\n" + "".join(f"{line}\n" for line in new))[1:]
        return WHOLE[whole[0]](text) if whole else text.encode("utf-8")

    def report(self, folder: Path) -> str:
        """What the author is told."""
        path = folder / f"{self.policy}.policy"
        path.write_bytes(self.written())
        return as_text(lint_file(path), 1, self.language).replace(str(folder) + "/", "")

    def text(self, said: str) -> str:
        """The entry of the collection, with this report."""
        return "\n".join([f"=== {self.name} | {self.policy} | {self.language}", *self.edit, "---", said, ""])


def mistakes(path: Path) -> Iterator[Mistake]:
    """The mistakes in a file of the collection."""
    for entry in path.read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, rest = entry.partition("\n")
        edit, _, said = f"\n{rest}".partition("\n---\n")
        name, policy, language = head.split(" | ")
        yield Mistake(name, policy, "zh" if language == "zh" else "en", tuple(edit[1:].split("\n")), said.rstrip("\n"))
