"""Files that a step takes: their paths split, their formats by one name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from evalpolicy.binding.values import Reader
from evalpolicy.classes import frozen
from evalpolicy.core.facts import Value
from evalpolicy.core.formats import canonical_format
from evalpolicy.language.types import MOST_BYTES


@frozen
class PathReader:
    """Reads files; `ids` are the applicant's resident ids, whose final letter may be written in either case in a path."""

    reader: Reader
    ids: list[str]

    def file(self, data: Mapping[str, object], pointer: str) -> dict[str, Value]:
        """The known values of one file."""
        values: dict[str, Value] = {}
        path = data.get("path")
        if path is not None and not isinstance(path, str):
            self.reader.wrong_type(f"{pointer}/path", path, "文件路径文本", "a path as a string")
        elif path is not None and not path.strip():
            self.reader.blank(f"{pointer}/path")
        elif path is not None:
            values |= split_path(self._canonical(path, f"{pointer}/path"))
        format = data.get("format")
        if format is not None and not isinstance(format, str):
            self.reader.wrong_type(f"{pointer}/format", format, "文件格式文本", "a format as a string")
        elif format is not None and not format.strip():
            self.reader.blank(f"{pointer}/format")
        elif format is not None:
            values["format"] = canonical_format(format)
        size = data.get("size")
        if size is not None:
            if isinstance(size, bool) or not isinstance(size, int):
                self.reader.wrong_type(f"{pointer}/size", size, "字节数（整数）", "a number of bytes (an integer)")
            elif not 0 <= size <= MOST_BYTES:
                self.reader.problem(f"{pointer}/size", "out-of-range", f"文件大小 {size} 超出范围", f"a size of {size} bytes is out of range")
            else:
                values["size"] = size
        return values

    def _canonical(self, path: str, pointer: str) -> str:
        # White space stays: the names of folders are compared to the character.
        clean = path.replace("\\", "/").removeprefix("./")
        for id in self.ids:
            spelt = clean
            if id[-1].isalpha():
                clean = re.sub(re.escape(id), id, clean, flags=re.IGNORECASE | re.ASCII)
            if clean != spelt:
                self.reader.warn(pointer, "id-normalised", f"路径中的身份证号按 {id} 处理", f"the resident id in the path is read as {id}")
        return clean


def split_path(path: str) -> dict[str, Value]:
    """Folder, stem and extension (lower case, without its dot) of a path; the path as well."""
    folder, _, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    return {"path": path, "folder": folder, "stem": stem if dot else name, "extension": extension.lower() if dot else ""}
