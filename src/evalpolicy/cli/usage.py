"""What is wrong with a command line, in Chinese where messages are in Chinese: click has no words but English ones."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from math import isnan
from typing import Any

import click

from evalpolicy.cli.terminal import system_language
from evalpolicy.wording import Language, Wording

_RANGE = re.compile(r"(.+) is not in the range (.+)\.")


class Number(click.FloatRange):
    """A number within bounds. Not a number, which is within all bounds, as no comparison with it holds, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; click's error where it is none."""
        number = float(super().convert(value, param, ctx))
        if isnan(number):
            self.fail(f"{str(value)!r} is not a valid number.", param, ctx)
        return number


class Existing(click.Path):
    """A path of something that is there. That it cannot be asked for is not told as if it were not there."""

    def convert(self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None) -> str | bytes | os.PathLike[str]:
        """The path; click's error where nothing is there."""
        try:
            os.stat(value)
        except PermissionError:
            self.fail(f"{self.name.title()} {os.fspath(value)!r} is not readable.", param, ctx)
        except OSError:
            pass
        return super().convert(value, param, ctx)


def not_arguments(arguments: Sequence[str]) -> Wording | None:
    """Why no command can be given these; None where it can."""
    if "" in arguments:
        # An empty path would be the current folder: a variable of a script that holds nothing.
        return Wording("有一个参数是空的", "one of the arguments is empty")
    nul = next((argument for argument in arguments if "\0" in argument), None)
    if nul is not None:
        # Of a shell there are none such.
        shown = nul.replace("\0", "\\0")
        return Wording(f"参数 '{shown}' 里有空字符（NUL），名称里不能有", f"the argument '{shown}' holds a NUL character, which no name can")
    return None


def asked_language(arguments: Sequence[str]) -> Language:
    """The language that a command line asks for, which may be wrong elsewhere."""
    for place, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else arguments[place + 1] if argument == "--lang" else None
        if value in ("zh", "en"):
            return "zh" if value == "zh" else "en"
        if value is not None:
            break
    return system_language()


def show(error: click.UsageError, language: Language) -> None:
    """Say it on standard error, with the usage of the command."""
    if language == "en":
        error.show()
        return
    context = error.ctx
    if context is not None:
        usage = " ".join(context.command.collect_usage_pieces(context))
        click.echo(f"用法：{context.command_path} {usage}", err=True)
        click.echo(f"运行 {context.command_path} --help 看说明。\n", err=True)
    click.echo(f"错误：{_said(error)}", err=True)
    sys.stderr.flush()


def _said(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near):
            return f"没有选项 {name}" + (f"；是不是 {' 或 '.join(sorted(near))}？" if near else "")
        case click.BadOptionUsage(option_name=name) if "requires an argument" in error.message:
            return f"选项 {name} 后面要有一个值"
        case click.MissingParameter():
            named = error.param.get_error_hint(error.ctx) if error.param is not None and error.ctx is not None else ""
            return f"缺少 {named}".rstrip()
        case click.BadParameter():
            hint = error.param.get_error_hint(error.ctx) if error.param is not None and error.ctx is not None else error.param_hint
            return f"{hint} 的值不对：{_value(error)}"
    unknown = re.fullmatch(r"No such command '(.+?)'\.(?: .*)?", error.message, re.DOTALL)
    if unknown is not None:
        return f"没有命令 {unknown[1]}"
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.+)\)", error.message)
    if extra is not None:
        return f"多出了 {extra[1]}"
    return error.format_message()


def _value(error: click.BadParameter) -> str:
    type_ = None if error.param is None else error.param.type
    written = re.search(r"'([^']*)'", error.message)
    shown = f"“{written[1]}”" if written is not None else ""
    match type_:
        case click.Choice(choices=choices):
            return f"{shown}不在可选的值里：{'、'.join(map(str, choices))}"
        case click.Path() if "does not exist" in error.message:
            return f"没有{shown}这个文件或文件夹"
        case click.Path() if "is a directory" in error.message:
            return f"{shown}是文件夹，不是文件"
        case click.Path() if "is a file" in error.message:
            return f"{shown}是文件，不是文件夹"
        case click.Path() if "is not readable" in error.message:
            return f"{shown}没有权限读取"
    outside = _RANGE.fullmatch(error.message)
    if outside is not None:
        return f"{outside[1]} 不在 {outside[2]} 之内"
    return f"{shown}不是数" if "is not a valid" in error.message else error.format_message()
