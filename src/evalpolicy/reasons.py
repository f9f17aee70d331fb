"""Why others refuse something, in both languages: the system, Python's readers of text and JSON, and Polars have no words but English ones.

In Chinese their own words are a quote at most.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from evalpolicy.wording import Wording

if TYPE_CHECKING:
    from json import JSONDecodeError

OF_THE_SYSTEM: Final[Mapping[int, str]] = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "那里只能读，不能写",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "已经有这个文件或文件夹",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
    errno.ENOSPC: "磁盘满了",
    errno.EFBIG: "文件太大",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EBUSY: "正在使用",
    errno.EIO: "读写出错",
    errno.EINVAL: "名称或操作不对",
}
OF_JSON: Final[Mapping[str, str]] = {
    "Expecting value": "这里应是一个值",
    "Expecting property name enclosed in double quotes": "这里应是双引号里的字段名",
    "Expecting ':' delimiter": "这里应是冒号",
    "Expecting ',' delimiter": "这里应是逗号，或者收尾的括号",
    "Illegal trailing comma before end of object": "最后一项后面不能有逗号",
    "Illegal trailing comma before end of array": "最后一项后面不能有逗号",
    "Extra data": "内容已经完整，从这里起是多出来的",
    "Unterminated string starting at": "从这里开始的文本没有右引号",
    "Invalid control character at": "文本里不能直接有换行、制表等控制字符",
    "Invalid \\escape": "没有这种反斜杠写法",
    "Unexpected UTF-8 BOM (decode using utf-8-sig)": "开头有多余的字节顺序标记（BOM）",
    "Invalid \\uXXXX escape": "\\u 后面应是四位十六进制数",
}
"""By the message, without what may follow a colon."""
AS_UTF_8: Final = Wording("请另存为 UTF-8", "save it as UTF-8")
OF_CSV: Final = (
    ("unexpected end of data", "有一个格子的左引号没有右引号"),
    ("expected after", "引号后面应是分隔符"),
    ("field limit", "有一个格子太长"),
)
OF_POLARS: Final = (
    (r"(?i)parquet|PAR1", "不是完整的 Parquet 文件"),
    (r"(?i)no such file", "没有这个文件或文件夹"),
    (r"(?i)permission denied", "没有权限"),
    (r"(?i)duplicate|more than one occurrence", "有同名的列"),
    (r"(?i)time zone", "有不认识的时区"),
    (r"(?i)not found", "没有要用的列"),
    (r"(?i)data ?type|dtype|cast|conversion|schema", "列的类型不合适"),
)
"""What an error says of itself, the first that fits."""
_WITHIN_A_PANIC: Final = re.compile(r'ErrString\("(.*?)(?:\\n|"\))')
"""What Polars says of an error that it did not expect."""
_OF_RUST: Final = re.compile(r"\(os error (\d+)\)")
"""How Rust's errors end that the system made; the numbers are the system's."""


def of_system(error: OSError) -> Wording:
    """Why the system refused something."""
    en = error.strerror or str(error) or type(error).__name__
    zh = OF_THE_SYSTEM.get(error.errno or 0)
    return Wording(_quoting("系统不允许", en) if zh is None else zh, en)


def of_json(error: JSONDecodeError) -> Wording:
    """What is wrong with a text that is no JSON, and where."""
    message = error.msg
    zh = OF_JSON.get(message) or OF_JSON.get(message.partition(":")[0])
    said = _quoting("写法不对", message) if zh is None else zh
    return Wording(f"不是 JSON，第 {error.lineno} 行第 {error.colno} 个字符：{said}", f"not JSON ({error.lineno}:{error.colno}): {message}")


def of_csv(error: Exception, line: int) -> Wording:
    """What is wrong with a table that is no CSV, and in which line it is seen."""
    message = str(error)
    zh = next((zh for words, zh in OF_CSV if words in message), None)
    said = _quoting("写法不对", message) if zh is None else zh
    return Wording(f"不是 CSV，读到第 {line} 行：{said}", f"not CSV, as of line {line}: {message}")


def of_encoding(error: UnicodeDecodeError, before: int = 0, cure: Wording = AS_UTF_8) -> Wording:
    """That a text is not in UTF-8, where, and in which encoding it seems to be. `before`: bytes of it before those that the error is of."""
    from evalpolicy.syntax.encoding import seeming_text

    place, seeming = before + error.start + 1, seeming_text(error.object)
    zh, en = (f"，像是 {seeming[0]}", f"; it seems to be {seeming[0]}") if seeming else ("", "")
    return Wording(
        f"不是 UTF-8 文本（第 {place} 个字节起）{zh}；{cure.zh}", f"not UTF-8 text (from byte {place} on): {error.reason}{en}; {cure.en}"
    )


def of_polars(error: BaseException) -> Wording:
    """Why Polars refused something, without what it did meanwhile."""
    if isinstance(error, OSError) and error.strerror:
        return of_system(error)
    said = str(error)
    of_the_system = _OF_RUST.search(said)
    if of_the_system is not None and os.name == "posix":
        # Of a file, in its own words and with a name that may be nobody's.
        number = int(of_the_system[1])
        return of_system(OSError(number, os.strerror(number)))
    within = _WITHIN_A_PANIC.search(said)
    if within is not None:
        said = within[1]
    en = said.partition("\n")[0] or type(error).__name__
    return Wording(_quoting(next((zh for pattern, zh in OF_POLARS if re.search(pattern, en)), "Polars 处理不了"), en), en)


def _quoting(zh: str, words: str) -> str:
    return f"{zh}（原话：“{words}”）"
