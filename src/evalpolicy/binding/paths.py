"""Files that a step takes: their paths split, their formats by one name."""

from __future__ import annotations

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
        clean = plain_path(path)
        for id in self.ids:
            spelt, clean = clean, with_id(clean, id)
            if clean != spelt:
                self.reader.warn(pointer, "id-normalised", f"路径中的身份证号按 {id} 处理", f"the resident id in the path is read as {id}")
        return clean


def plain_path(path: str) -> str:
    """A path with one kind of slash. White space stays: the names of folders are compared to the character."""
    return path.replace("\\", "/").removeprefix("./")


def with_id(path: str, id: str) -> str:
    """The path with a resident id in it in upper case, whose final letter may be written in either."""
    return path.replace(id.lower(), id) if id[-1].isalpha() else path


def path_parts(path: str) -> tuple[str, str, str]:
    """Folder, stem and extension (lower case, without its dot) of a path."""
    folder, _, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    return (folder, stem, extension.lower()) if dot else (folder, name, "")


def split_path(path: str) -> dict[str, Value]:
    """The parts of a path by their names; the path as well."""
    folder, stem, extension = path_parts(path)
    return {"path": path, "folder": folder, "stem": stem, "extension": extension}
