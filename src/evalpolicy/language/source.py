"""`source`: the texts that a policy cites, read from beside the policy's file."""

from __future__ import annotations

import os

from evalpolicy.classes import evolve
from evalpolicy.digests import sha256
from evalpolicy.language.citation import resolve_passages
from evalpolicy.language.model import Source
from evalpolicy.language.resolution import Resolution
from evalpolicy.source import AnyPath
from evalpolicy.syntax import tree


def resolve_sources(resolution: Resolution) -> None:
    """Read every source."""
    for name, declaration in resolution.unique(tree.SourceDecl, "原文", "source").items():
        file = resolution.one(declaration, tree.File, "file")
        resolution.required(declaration, file, "file", 'file "sources/notice.txt"')
        text = None if file is None else read_beside(file.path, resolution)
        if file is None or text is None:
            resolution.symbols.broken.add(name)
            continue
        source = Source(name, resolution.label(declaration), file.path.text, text, sha256(text), (), declaration.span)
        resolution.sources[name] = evolve(source, passages=resolve_passages(source, declaration, resolution))


def read_beside(path: tree.Text, resolution: Resolution) -> str | None:
    """The text of a file beside the policy's; reported where it cannot be read. It has to stay below the policy's folder."""
    written = path.text.replace("\\", "/")
    parts = [part for part in written.split("/") if part not in ("", ".")]
    if written.startswith("/") or ".." in parts or ":" in path.text:
        zh, en = f"“{path.text}”不在本文件所在的文件夹里", f"“{path.text}” is not below the policy's folder"
        resolution.error("path-outside", path.span, zh, en, "写相对路径，不用 .. 和盘符", "write a relative path without `..`")
        return None
    if resolution.folder is None:
        zh, en = f"找不到文件“{path.text}”：这份政策不是从文件读入的", f"“{path.text}” cannot be found: this policy was not read from a file"
        resolution.error("file-not-found", path.span, zh, en)
        return None
    file = os.path.join(resolution.folder, *parts)
    try:
        if os.stat(file).st_size > resolution.limits.source_bytes:
            most = resolution.limits.source_bytes
            resolution.error("file-too-big", path.span, f"“{path.text}”超过 {most} 字节", f"“{path.text}” has more than {most} bytes")
            return None
        with open(file, encoding="utf-8-sig") as stream:
            text = resolution.texts[path.text] = stream.read()
        return text
    except UnicodeDecodeError:
        zh, en = f"“{path.text}”不是 UTF-8 编码的文本", f"“{path.text}” is not UTF-8 text"
        resolution.error("file-not-utf8", path.span, zh, en, "另存为 UTF-8 编码", "save it as UTF-8")
    except OSError as error:
        _report_unreadable(path, file, error, resolution)
    return None


def _report_unreadable(path: tree.Text, file: str, error: OSError, resolution: Resolution) -> None:
    assert resolution.folder is not None
    is_folder = os.path.isdir(file)
    if not is_folder and os.path.exists(file):
        from evalpolicy.reasons import of_system

        why = of_system(error)
        zh, en = f"“{path.text}”读不了：{why.zh}", f"“{path.text}” cannot be read: {why.en}"
        resolution.error("unreadable-file", path.span, zh, en, "检查权限", "check the permissions")
        return
    names = _held(file if is_folder else os.path.dirname(file), resolution.folder)
    resolution.error(
        "file-not-found",
        path.span,
        f"“{path.text}”是文件夹，不是文件" if is_folder else f"没有文件“{path.text}”",
        f"“{path.text}” is a folder, not a file" if is_folder else f"there is no file “{path.text}”",
        f"那个文件夹里有：{'、'.join(names[:8])}" if names else "路径从本政策文件所在的文件夹算起",
        f"that folder holds: {', '.join(names[:8])}" if names else "paths begin at the policy's own folder",
    )


def _held(folder: str, above: AnyPath) -> list[str]:
    """What a folder holds, as paths from the one above it."""
    from pathlib import Path

    place = Path(folder)
    return sorted(each.relative_to(above).as_posix() for each in place.glob("*")) if place.is_dir() else []
