"""What click itself says, in Chinese: usage errors and the frame of `--help`. A phrase that is not listed stays as it is."""

from __future__ import annotations

from importlib import import_module

WORDS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示这份说明",
    "Aborted!": "已中断",
    "Error: {message}": "{message}",
    "Try '{command} {option}' for help.": "全部写法：{command} {option}",
    "Invalid value: {message}": "{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 写得不对：{message}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing command.": "没有写命令",
    "No such option {name!r}.": "没有选项 {name}。",
    "No such option: {name}": "没有选项 {name}",
    "No such command {name!r}.": "没有命令 {name}。",
    "Did you mean {possibility}?": "是不是想写 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "（相近的有：{possibilities}）",
    "(Possible options: {possibilities})": "（相近的有：{possibilities}）",
    "Got unexpected extra argument ({args})": "多写了：{args}",
    "Got unexpected extra arguments ({args})": "多写了：{args}",
    "Option {name!r} does not take a value.": "选项 {name} 后面不写值",
    "Option {name!r} requires an argument.": "选项 {name} 后面要写值",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要写 {nargs} 个值",
    "{value!r} is not a valid {number_type}.": "“{value}”不是数",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 内",
    "{value!r} is not {choice}.": "“{value}”不是 {choice}",
    "{value!r} is not one of {choices}.": "“{value}”不在 {choices} 之内",
    "{name} {filename!r} does not exist.": "找不到 {filename}",
    "{name} {filename!r} is a file.": "{filename} 是文件，不是文件夹",
    "{name} {filename!r} is a directory.": "{filename} 是文件夹，不是文件",
    "{name} {filename!r} is not readable.": "读不了 {filename}",
}


def speak() -> None:
    """Let click use these words from now on; called once when the command starts, never when something is imported."""
    for name in ("core", "exceptions", "types", "formatting", "decorators", "parser"):
        module = import_module(f"click.{name}")
        for attribute, said in (("_", one), ("ngettext", several)):
            if hasattr(module, attribute):
                setattr(module, attribute, said)


def one(phrase: str) -> str:
    """Return a phrase of click in Chinese."""
    return WORDS.get(phrase, phrase)


def several(singular: str, plural: str, count: int) -> str:
    """Return the phrase for so many in Chinese."""
    return one(singular if count == 1 else plural)
