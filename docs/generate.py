"""Write the generated pages of docs/reference/, or with --check say which of them no longer agree with the code.

python docs/generate.py            writes what changed
python docs/generate.py --check    writes nothing; exit code 1 when a page is stale
"""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
import tempfile
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
from annotated_types import Ge, Gt, Le, MaxLen, MinLen, MultipleOf
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from luodi.cli import VERBS
from luodi.engine.core import errors, strict_yaml
from luodi.engine.core.errors import LuodiError
from luodi.engine.core.money import plain
from luodi.engine.library import Library, cases, schema, words
from luodi.engine.rules import facts, grammar, tree
from luodi.engine.rules.formula_text import formula_text, value_text
from luodi.engine.rules.model import COMBINING, INSTRUMENTS, Limit, Policy, Rounding, Support
from luodi.engine.rules.reading import formulas_of
from luodi.engine.rules.tree import Node, Type, ValueOf
from luodi.engine.rules.vocabulary import ENTERPRISE, KNOWN_BY, Fact, Vocabulary
from luodi.service.accounts import rights
from luodi.service.accounts.rights import OVER, ROLES, table

ACCOUNTS = Path(rights.__file__).parent
REFERENCE = Path(__file__).resolve().parent / "reference"
_NOTE = "<!-- 由 docs/generate.py 从代码生成：改代码里的说明，再运行 make docs。 -->\n\n"

#: Files whose keys are checked by hand in the code, not by a pydantic model: (key, form, meaning).
_CASES = {
    "given": ("键: 值", "各算例共用的事实；算例里同名的覆盖它，enterprise 逐键合并"),
    "cases": ("列表", "全部算例"),
}
_CASE = {
    "name": ("文字", "这个算例说明什么"),
    "date": ("日期", "问题的日期"),
    "facts": ("键: 值", "与事实文件同形；另可写 `in_force: true \\| false`，只在日期推不出有效期时写"),
    "expect": ("键: 值", "支持 id（或 `id[实体id]`）→ 应得的结论"),
}
_EXPECT = {
    "eligible": ("`true` `false` `unknown`", "符合、不符合、待核实；必写"),
    "amount": ("数 或 `unknown`", "确定金额；几个实体时为合计"),
    "at_most": ("数 或 `unknown`", "上限；几个实体时为合计"),
    "at_least": ("数", "原文承诺的下限"),
    "between": ("`[低, 高]`", "金额未知时的两端；不封顶写 `unbounded`"),
    "discretion": ("`true`", "个案，不计算"),
    "missing": ("列表", "所缺的事实，恰好这些"),
    "yields_to": ("支持 id", "就高时让位给谁"),
    "limited": ("`true` `false`", "是否被合计上限削减"),
    "pays": ("列表", "各期金额"),
    "funded_by": ("键: 值", "各级财政分担的金额"),
    "counted": ("数", "计入合计的部分（同组里另有确定金额时，只计超出的部分）"),
}
_FACT_FILE = {
    "on": ("日期", "问题的日期；命令行的 `--on` 优先"),
    "enterprise": ("键: 值", "企业自身的事实，见 [facts.md](facts.md)"),
    "<实体>": ("`{…}` 或列表", "一种实体一节，如 `project: [{id: 一期, …}]`；没写是不知道，`[]` 是一个也没有"),
    "received": ("列表", "此前领过的支持；没写是不知道，`[]` 是没有领过"),
    "in_force": ("政策 id: 是否", "你从主管部门问到的有效期；日期能推出的以日期为准"),
    "name": ("文字", "给人看的名字，不参与计算"),
    "note": ("文字", "备注，不参与计算"),
}
_RECEIPT = {
    "support": ("支持 id", "领的是哪一项，写全 `政策id#条款`（cases.yaml 里可只写条款）"),
    "date": ("日期", "到账日期"),
    "amount": ("数", "金额（元）"),
    "entity": ("实体 id", "为哪一个实体领的；按实体计上限、一次性时要用"),
}
_ENTITY = {
    "label": ("文字", "中文名"),
    "meaning": ("文字", "一句话说明"),
    "dated_by": ("事实", "给同类实体排先后的日期事实"),
}
_FACT = {
    "label": ("文字", "中文名"),
    "type": ("类型", "、".join(f"`{t.value}` {t.label}" for t in Type if t is not Type.PERIOD)),
    "by": ("`year`", "按年填写"),
    "unit": ("文字", "个数的单位：人、家、项"),
    "meaning": ("文字", "口径，一句话"),
    "known_by": ("词", "、".join(f"`{k}` {v}" for k, v in KNOWN_BY.items())),
    "judged": ("`true`", "由主管部门（专家）认定，企业不能自报"),
    "values": ("词: 中文", "类别的各个词"),
    "min": ("数", "最小值；省略为 0"),
    "max": ("数", "最大值；比率省略为 1，其余不限"),
    "settled": ("`true`", "既成事实，以后改不了（迁入前的收入、发放时是否在有效期内）；`luodi next` 不建议改它"),
}
_BUILTINS = {
    "on": "问题的日期",
    "year": "问题所在的年",
    "year_start": "问题所在年的第一天",
    "year_end": "问题所在年的末日（下一年第一天，天数算头不算尾）",
    "received": "本企业此前已获本项支持的合计",
    "received_here": "本实体此前已获本项支持的合计",
}
_SETTINGS = {
    "LUODI_POLICIES": "政策文件夹。不设：随程序安装的已编政策。写自己的政策时指向自己的文件夹。",
    "LUODI_CACHE": "缓存文件夹。不设：`$XDG_CACHE_HOME/luodi`，没有则 `~/.cache/luodi`；设为空串：不用缓存。",
    "LUODI_DATA": "网站的数据文件夹。不设：`$XDG_DATA_HOME/luodi`，没有则 `~/.local/share/luodi`。",
    "LUODI_DATABASE": "网站的数据库，`postgresql://用户:密码@主机:5432/库名`。不设：数据文件夹里的 SQLite。",
    "LUODI_SECRET_KEY": "给会话签名的密钥。不设：第一次启动时生成，只有本人可读地存在数据文件夹里。",
    "LUODI_HOSTS": "网站的域名，逗号隔开；写了就只走 HTTPS。不设：只在本机。",
    "LUODI_PROXY": "网站前面那台代理的地址（如 `127.0.0.1`）；只有它说的来源地址和 HTTPS 才算数。不设：设了 `LUODI_HOSTS` 时是 `127.0.0.1`。",
    "LUODI_API_RATE": "设了 `LUODI_HOSTS` 时，一个地址每分钟至多调用接口几次，默认 600；`0` 不限。只在本机时不限。",
    "LUODI_DEBUG": "`1` 显示出错细节；对外的网站绝不要设。",
    "LUODI_MODEL_KEY": "`luodi extract --model` 访问模型服务的密钥；不设就不带。",
}
_EXIT_CODES = {
    "0": "完成，没有发现",
    "1": "有发现：待核实或草稿的支持（`check`）、不符的算例（`policies check`）、站不住的数字（`policies verify`）、"
    "目录与正文不符（`read --split`）、没有查到（`facts`、`search`）",
    "2": "输入有误：写错的选项、文件、事实或 id；信息说明在哪里、怎么办",
}
_ERRORS = {
    "LuodiError": "一切拒绝的总称。每条信息写明：什么不对、在哪里、为什么、怎么办。",
    "DataError": "人写的文件（政策、算例、事实、词汇）不能照现样使用。",
    "FormulaError": "公式超出了语法、用了不认识的名字，或混用了单位。",
    "CitationError": "条款或数字不在文件里所说的地方。",
    "Problems": "一次读出的多处错误；全部列出，不只第一处。",
    "SourceError": "公文读不了。",
    "UnsupportedFormat": "这种文件格式不能读。",
    "NotFound": "没有这个 id、事实或文件；信息里给出最接近的。",
    "Conflict": "别人同时改了同一处：什么也没有写，你写的不会丢；看过他改了什么，再决定。网站上是 409。",
    "Ended": "分享的链接已经失效：主人撤销了，或过了期限。网站上是 410。",
    "NoReport": "报告排不出来：没有中文字体，或有字体里没有的字。网页上的结果不受影响。",
    "Refused": "没有做这件事的权限；网站上是 403。权限见 [rights.md](rights.md)。",
}


# -- keys.md ------------------------------------------------------------------------------------------------------


def keys_page() -> str:
    """Every key of every file a person writes."""
    parts = [
        "# 文件里的全部键\n",
        "写法与例子见 [policy-format.md](policy-format.md)；键写错时，程序会指出行号和最接近的键。\n",
    ]
    parts += ["## policy.yaml\n", *_shape_tables(schema.PolicyShape)]
    checked = (
        ("cases.yaml", "最外层", _CASES, {"given", "cases"}),
        ("", "一个算例", _CASE, cases._CASE_KEYS),
        ("", "expect 里一项支持", _EXPECT, cases._EXPECT_KEYS),
        ("事实文件", "最外层", _FACT_FILE, None),
        ("", "received 里一笔", _RECEIPT, facts._RECEIPT_KEYS),
        ("vocabulary/entities.yaml", "一种实体", _ENTITY, words._ENTITY_KEYS),
        ("vocabulary/facts/<实体>.yaml", "一个事实", _FACT, words._FACT_KEYS),
    )
    for file, title, meanings, known in checked:
        if known is not None and set(meanings) != known:
            raise SystemExit(f"docs/generate.py 里“{title}”的键与代码不符：{sorted(set(meanings) ^ known)}")
        parts += [f"## {file}\n"] if file else []
        parts += [f"### {title}\n", _table(("键", "写什么", "含义"), ((f"`{k}`", *row) for k, row in meanings.items()))]
    parts += ["## 公式里的名字\n", "事实的名字、`values` 里的名字、口径的名字，以及：\n"]
    if set(_BUILTINS) != set(grammar.BUILTINS):
        raise SystemExit("docs/generate.py 里公式的内置名与 rules.grammar.BUILTINS 不符")
    builtins = ((f"`{n}`", grammar.BUILTINS[n].label, meaning) for n, meaning in _BUILTINS.items())
    parts += [_table(("内置名", "单位", "含义"), builtins)]
    functions = ((f"`{text.partition(' ')[0]}`" if ", " not in text else f"`{text[: text.rindex(')') + 1]}`",
                  text[text.rindex(")") + 1 :].strip()) for text in grammar.FUNCTIONS.values())  # fmt: skip
    parts += [_table(("函数", "含义"), functions)]
    years = "、".join(f"`事实@{word}`" for word in grammar.YEARS_BACK)
    parts += [f"按年的事实写 {years} 取当年、上一年、前年；不写的取问题年（支持写了 `year: last` 时取上一年）。\n"]
    return _NOTE + "\n".join(parts)


def _shape_tables(root: type[BaseModel]) -> Iterator[str]:
    for shape in _shapes_below(root):
        yield f"### {_shape_title(shape)}\n"
        rows = (
            (f"`{f.alias or n}`", _field_type(f), "必填" if f.is_required() else "", f.description or "")
            for n, f in shape.model_fields.items()
        )
        yield _table(("键", "写什么", "", "含义"), rows)


def _shapes_below(root: type[BaseModel]) -> list[type[BaseModel]]:
    """Return a shape and every shape below it, in the order they are first met."""
    found: list[type[BaseModel]] = [root]
    for shape in found:
        for field in shape.model_fields.values():
            found += [s for s in dict.fromkeys(_shapes_in(field.annotation)) if s not in found]
    return found


def _shapes_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _shapes_in(inner)


def _shape_title(shape: type[BaseModel]) -> str:
    return (shape.__doc__ or shape.__name__).strip().rstrip("。")


def _field_type(field: FieldInfo) -> str:
    annotation = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return _type_text(annotation)


def _type_text(annotation: Any) -> str:
    """Write what a key takes, in Chinese: 数、文字或列表、`a` `b`, a link to the shape."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated_text(args[0], args[1:])
    if origin is Literal:
        return " ".join(f"`{word}`" for word in args)
    if origin in {Union, types.UnionType}:
        return " 或 ".join(dict.fromkeys(_type_text(a) for a in args if a is not types.NoneType))
    if origin is list:
        return f"列表：{_type_text(args[0])}"
    if origin is dict:
        return "键: 值" if args[1] is Any else f"名字: {_type_text(args[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        title = _shape_title(annotation)
        return f"[{title}](#{_anchor(title)})"
    return {str: "文字", Decimal: "数", date: "日期", bool: "`true` `false`"}[annotation]


def _annotated_text(inner: Any, metadata: tuple[Any, ...]) -> str:
    text = _type_text(inner)
    if any(getattr(m, "func", None) is schema._as_list for m in metadata):
        return f"{_type_text(get_args(inner)[0])}或列表"
    signs = {Ge: "≥", Gt: "＞", Le: "≤"}
    bounds = [f"{signs[type(m)]}{m.ge if isinstance(m, Ge) else m.gt if isinstance(m, Gt) else m.le}"
              for m in metadata if isinstance(m, Ge | Gt | Le)]  # fmt: skip
    whole = "整" if any(isinstance(m, MultipleOf) for m in metadata) else ""
    if get_origin(inner) is Annotated or any(isinstance(m, MinLen | MaxLen) for m in metadata):
        return text
    return f"{whole}{text}" + (f"（{'，'.join(bounds)}）" if bounds else "")


def _anchor(title: str) -> str:
    """The anchor that a heading gets: letters, digits and hyphens only."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


# -- policy.schema.json -------------------------------------------------------------------------------------------


class _EditorSchema(GenerateJsonSchema):
    """The JSON Schema of what a person writes in YAML: one word may stand for a list of one, and numbers are numbers."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Leave out titles that only repeat the key."""
        return False

    def function_before_schema(self, schema: Any) -> JsonSchemaValue:
        """A list may be written as its only item."""
        made = super().function_before_schema(schema)
        return {"anyOf": [made["items"], made]} if made.get("type") == "array" else made

    def decimal_schema(self, schema: Any) -> JsonSchemaValue:
        """A number; with underscores it is text for an editor that reads YAML 1.2."""
        number: JsonSchemaValue = {"type": "number"}
        names = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "multiple_of": "multipleOf"}
        number |= {word: int(schema[key]) for key, word in names.items() if key in schema}
        return {"anyOf": [number, {"type": "string", "pattern": r"^[0-9]+(_[0-9]+)+(\.[0-9]+)?$"}]}


def schema_page() -> str:
    """The JSON Schema of policy.yaml, draft 2020-12."""
    made = schema.PolicyShape.model_json_schema(schema_generator=_EditorSchema)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "title": "policy.yaml"}
    return json.dumps(head | {k: v for k, v in made.items() if k != "title"}, ensure_ascii=False, indent=1) + "\n"


# -- facts.md -----------------------------------------------------------------------------------------------------


def facts_page(vocabulary: Vocabulary) -> str:
    """Every entity and fact."""
    count = len(vocabulary.all())
    parts = [
        "# 全部实体与事实\n",
        f"{len(vocabulary.entities)} 种实体，{count} 个事实。命令行里查：`luodi facts 营业收入`。\n",
        "- 金额一律以元计，最多两位小数；比率写 0.2，不写 20；按年的事实写 `{2020: …, 2021: …}`。\n"
        "- 没有写的事实是“不知道”：既不是“否”，也不是零。\n"
        "- 标“认定”的由主管部门（专家）决定，企业自己说了不算。\n",
        "实体："
        + " · ".join(f"[{e.label}](#{_anchor(f'{e.name} {e.label}')})" for e in vocabulary.entities.values())
        + "\n",
    ]
    for entity in vocabulary.entities.values():
        own = vocabulary.facts.get(entity.name, {})
        dated = f"按 `{entity.dated_by}` 排先后。" if entity.dated_by else ""
        parts += [f"## {entity.name} {entity.label}\n", f"{entity.meaning}。{dated}\n"]
        parts += (
            [_table(("键", "名称", "单位", "谁掌握", "含义"), map(_fact_row, own.values()))]
            if own
            else ["还没有事实。\n"]
        )
    parts += ["## 数字的名字\n", "`values` 里的名字展开推理时怎样称呼；没有列出的照原名显示。\n"]
    parts += [_table(("名字", "称呼"), ((f"`{n}`", label) for n, label in vocabulary.figures.items()))]
    return _NOTE + "\n".join(parts)


def _fact_row(fact: Fact) -> tuple[str, ...]:
    unit = fact.type.label + (f"（{fact.unit}）" if fact.unit else "") + ("，按年" if fact.by_year else "")
    limits = [f"最小 {plain(fact.minimum)}"] if fact.minimum is not None else []
    limits += [f"最大 {plain(fact.maximum)}"] if fact.maximum is not None else []
    meaning = fact.meaning + ("；" + "，".join(limits) if limits else "") + ("；既成事实" if fact.settled else "")
    if fact.words:
        meaning += "：" + "、".join(f"`{word}` {label}" for word, label in fact.words)
    known = KNOWN_BY[fact.known_by] + ("（认定）" if fact.judged else "")
    return f"`{fact.key}`", fact.label, unit, known, meaning


# -- commands.md --------------------------------------------------------------------------------------------------


def commands_page() -> str:
    """Every verb with its arguments and options, the exit codes and the settings."""
    parts = ["# 命令\n", "每个命令都有 `--help`。`luodi --version` 显示版本。\n"]
    parts += [_table(("命令", "做什么"), ((f"[`luodi {v}`](#luodi-{v})", line) for v, (_, _, line) in VERBS.items()))]
    for verb, (module, attribute, _) in VERBS.items():
        parts += _command(getattr(import_module(module), attribute), f"luodi {verb}", 2)
    parts += ["## 退出码\n", _table(("码", "含义"), _EXIT_CODES.items())]
    parts += ["## 设置\n", "都是环境变量，都可以不设。\n"]
    parts += [_table(("变量", "含义"), ((f"`{n}`", meaning) for n, meaning in _SETTINGS.items()))]
    return _NOTE + "\n".join(parts)


def _command(command: click.Command, name: str, level: int) -> Iterator[str]:
    yield f"{'#' * level} {name}\n"
    yield _help_text(command.help or "")
    if isinstance(command, click.Group):
        for own in command.commands.values():
            yield from _command(own, f"{name} {own.name}", level + 1)
        return
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option)]
    told = [p.metavar or (p.name or "").upper() for p in arguments]
    yield f"```text\n{' '.join([name, *(['[选项]'] if options else []), *told])}\n```\n"
    if options:
        yield _table(("选项", "含义"), ((_option(o), _option_help(o)) for o in options))


def _help_text(text: str) -> str:
    """The help of a command; a paragraph that must not be wrapped (\\b) becomes a block of code."""
    made = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        kept = paragraph.strip("\n").startswith("\b")
        made.append(
            f"```text\n{paragraph.strip().lstrip(chr(8)).strip()}\n```" if kept else " ".join(paragraph.split())
        )
    return "\n\n".join(made) + "\n"


def _option(option: click.Option) -> str:
    choices = "|".join(map(str, option.type.choices)) if isinstance(option.type, click.Choice) else ""
    number = "N" if isinstance(option.type, click.types.IntParamType) else ""
    takes = "" if option.is_flag else " " + (option.metavar or choices or number or (option.name or "").upper())
    return ", ".join(f"`{o}{takes if o is option.opts[-1] else ''}`" for o in option.opts)


def _option_help(option: click.Option) -> str:
    notes = ["必填"] if option.required else []
    notes += ["可写多次"] if option.multiple and "多次" not in (option.help or "") else []
    notes += [f"默认 {option.default}"] if option.show_default and isinstance(option.default, str | int) else []
    return (option.help or "") + (f"（{'，'.join(notes)}）" if notes else "")


# -- errors.md ----------------------------------------------------------------------------------------------------


def errors_page() -> str:
    """The error tree with what each error means, and one real message of the commonest."""
    found = [LuodiError, *_below(LuodiError)]
    if {e.__name__ for e in found} != set(_ERRORS):
        raise SystemExit(f"docs/generate.py 里的错误与代码不符：{sorted({e.__name__ for e in found} ^ set(_ERRORS))}")
    parts = [
        "# 错误\n",
        "`luodi.engine.core.errors`。命令行遇到它们时打印信息、不打印调用栈，退出码一律是 2；"
        "在 Python 里可以按下面的层次捕获，`what`、`place`（文件、行、键）、`why`、`fix` 各是一个属性。\n",
        "```text\n" + "\n".join(_tree(LuodiError)) + "\n```\n",
    ]
    for error in found:
        parts += [f"## {error.__name__}\n", f"{_ERRORS[error.__name__]}\n", f"> {inspect.getdoc(error)}\n"]
        if error in _EXAMPLES:
            parts += [f"```text\n{_message(_EXAMPLES[error])}\n```\n"]
    return _NOTE + "\n".join(parts)


def _below(error: type[LuodiError]) -> list[type[LuodiError]]:
    own = [e for e in vars(errors).values() if isinstance(e, type) and e.__bases__ == (error,)]
    return [e for one in own for e in (one, *_below(one))]


def _tree(error: type[LuodiError], depth: int = 0) -> Iterator[str]:
    yield f"{'  ' * depth}{error.__name__}"
    for own in vars(errors).values():
        if isinstance(own, type) and own.__bases__ == (error,):
            yield from _tree(own, depth + 1)


def _message(cause: Callable[[], object]) -> str:
    try:
        cause()
    except LuodiError as error:
        return str(error)
    raise SystemExit("docs/generate.py：作例子的错误没有发生")


def _bad_formula() -> object:
    text = strict_yaml.parse(b'at_most: "main_revenu * rate"', "policy.yaml")
    formula = grammar.Formula(text.data["at_most"], text.place(("at_most",)), Type.MONEY)
    return grammar.build([formula], grammar.Scope(Library().vocabulary, ENTERPRISE))


_EXAMPLES: Mapping[type[LuodiError], Callable[[], object]] = {
    errors.DataError: lambda: strict_yaml.parse(b"rate: 0.2\ncap: 1\nrate: 0.3\n", "policy.yaml"),
    errors.FormulaError: _bad_formula,
    errors.NotFound: lambda: Library().policy("zhejiang/hangzhou/ai-zone-polcy"),
}


# -- policies.md --------------------------------------------------------------------------------------------------


def policies_page(library: Library) -> str:
    """Every encoded policy with all its supports."""
    found = library.policies()
    parts = [
        "# 已编政策\n",
        f"{len(found)} 项政策，{sum(len(p.supports) for p in found)} 项支持。这里写的是编入的规则，不是原文；"
        "一项的全部内容：`luodi policies show 政策id#条款`。\n",
        _table(("政策", "地区", "有效期", "支持"), (
            (f"[{p.title}](#{_anchor(p.id)})", library.vocabulary.regions.name(p.region), _validity(p), str(len(p.supports)))
            for p in found
        )),
    ]  # fmt: skip
    for policy in found:
        parts += [
            f"## {policy.id}\n",
            f"**{policy.title}**\n",
            "\n".join(f"- {line}" for line in _policy_lines(policy, library)) + "\n",
        ]
        rows = (_support_row(s, policy, library.vocabulary) for s in policy.supports)
        parts += [_table(("条款 id", "支持", "性质", "条款", "条件", "金额"), rows)]
    return _NOTE + "\n".join(parts)


def _validity(policy: Policy) -> str:
    validity = policy.validity
    return f"{validity.start} 起，{validity.end} 止" + (f"（随 {validity.same_as}）" if validity.same_as else "")


def _policy_lines(policy: Policy, library: Library) -> Iterator[str]:
    yield (
        f"地区：{library.vocabulary.regions.name(policy.region)}；文号：{policy.number or '未录'}；核对日期：{policy.checked or '无'}"
        + ("；**草稿**" if policy.draft else "")
    )
    yield f"有效期：{_validity(policy)}{_where(policy.validity.clause)}"
    for condition in policy.scope:
        yield f"适用：{formula_text(condition.test)}{_where(condition.clause)}"
    yield f"合并享受：{COMBINING[policy.combining]}{_where(policy.combining_clause)}"
    if policy.implements:
        yield f"实施：`{policy.implements}`"
    for named in _named([n for s in policy.supports for n in formulas_of(s)]):
        if named.title != named.name and named.clause:
            yield f"口径“{named.title}”＝{formula_text(named.body)}{_where(named.clause)}"
    for group in policy.groups.values():
        yield f"互斥组 `{group.name}`：{COMBINING[group.rule]}，按 `{group.per}`{_where(group.clause)}"
    for limit in policy.limits:
        yield f"合计上限：{_limit(limit)}，合计 {'、'.join(f'`{s}`' for s in limit.supports)}{_where(limit.clause)}"
    for claims in policy.claim_limits:
        per = {ENTERPRISE: "每家企业", "entity": "每个实体"}.get(claims.per, f"按 `{claims.per}`")
        yield f"申报项数：{per}{claims.label}，合计 {'、'.join(f'`{s}`' for s in claims.supports)}{_where(claims.clause)}"
    if policy.rounding != Rounding():
        how = "舍尾" if policy.rounding.how == "down" else "四舍五入"
        yield f"取整：金额到 {plain(policy.rounding.to)} 元，{how}{_where(policy.rounding.clause)}"


def _support_row(support: Support, policy: Policy, vocabulary: Vocabulary) -> tuple[str, ...]:
    per = "" if support.entity == ENTERPRISE else f"，按{vocabulary.entities[support.entity].label}"
    conditions = [formula_text(c.test) for c in support.conditions]
    money = [formula_text(support.sum)] if support.sum is not None else [support.discretion]
    money += [f"至少 {formula_text(support.least)}"] if support.least is not None else []
    local = [n for n in _named(formulas_of(support)) if not (n.clause and n.title != n.name)]
    money += [f"其中 {n.title}＝{formula_text(n.body)}" for n in local]
    money += [_limit(limit) for limit in support.limits]
    money += list(_rest(support))
    return (
        f"`{support.id}`",
        support.title,
        f"{INSTRUMENTS[support.instrument]}·{support.promise.label}{per}",
        "、".join(support.clause),
        "<br>".join(conditions),
        "<br>".join(money),
    )


def _rest(support: Support) -> Iterator[str]:
    if support.once:
        yield "一次性" + ("（每个实体）" if support.once == "entity" else "")
    if support.years_paid:
        yield f"连续 {support.years_paid} 年"
    if support.pays:
        yield "分期 " + ":".join(plain(p) for p in support.pays)
    if support.quota:
        yield f"名额 每{'年' if support.quota.per == 'year' else support.quota.per} {support.quota.count} 个"
    if support.stacks:
        yield "另行给予"
    if support.implements:
        yield "具体化 " + "、".join(f"`{i}`" for i in support.implements)


def _limit(limit: Limit) -> str:
    per = {ENTERPRISE: "每家企业", "entity": "每个实体"}.get(limit.per, f"按 `{limit.per}`")
    return f"{per}{limit.window.label}至多 {value_text(ValueOf(Type.MONEY, limit.cap.name, limit.cap.history), None)}"


def _named(nodes: list[Node]) -> list[tree.Named]:
    found = [n for node in nodes for n in tree.walk(node) if isinstance(n, tree.Named)]
    return list({n.name: n for n in found}.values())


def _where(clause: tuple[str, ...]) -> str:
    return f"（{'、'.join(clause)}）" if clause else ""


# -- rights.md ----------------------------------------------------------------------------------------------------


def rights_page() -> str:
    """The table role × action × object, as it is asked for each action."""
    words = strict_yaml.parse((ACCOUNTS / "rights_words.yaml").read_bytes(), "rights_words.yaml").data
    roles = [role for role in ROLES if role != "person"]
    parts = [
        "# 权限\n",
        "谁可以对什么做什么。网站的每个页面、每个接口都问这张表，别无例外；没有写的就是不许。"
        "数据在 `src/luodi/service/accounts/rights.yaml`，接口 `GET /api/v1/rights` 给出同一张表。\n",
        _table(("范围", "含义"), ((meaning, _OVER[over]) for over, meaning in OVER.items())),
        "访客能做的人人都能做；登录的人另有“本人”一列；一个人有几个角色，就有它们全部的权限。"
        "岗位由管理员给，企业用户和顾问来自企业的授权。接口密钥只能做它的范围里列出的动作，也从不超过它主人的权限。\n",
    ]
    for kind, actions in table().items():
        heads = ("动作", "范围名", "登录的人", *(ROLES[role] for role in roles))
        rows = [
            (words["actions"][action], f"`{kind}.{action}`", *(_cell(rules, role) for role in ("person", *roles)))
            for action, rules in actions.items()
        ]
        parts += [f"## {words['objects'][kind]}\n", _table(heads, rows)]
    return _NOTE + "\n".join(parts)


_OVER = {
    "any": "每一个", "region": "岗位所在地区及其下级的", "own": "有效授权书所写企业的", "managed": "可以授权别人的那家企业的", "self": "自己的",
}  # fmt: skip


def _cell(rules: Mapping[str, str], role: str) -> str:
    return OVER[rules[role]] if role in rules else "—"


# -- writing ------------------------------------------------------------------------------------------------------


def _table(heads: tuple[str, ...], rows: Any) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", str(cell)) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


_OPENAPI = """
import json, sys
import django; django.setup()
from luodi.site.api import api
json.dump(api.get_openapi_schema(), sys.stdout, ensure_ascii=False, indent=1, default=str)
"""


def openapi_page() -> str:
    """The description of the API, asked from the application in a process of its own: settings are read once in a process."""
    with tempfile.TemporaryDirectory() as folder:
        place = {name: value for name, value in os.environ.items() if not name.startswith("LUODI_")}
        place |= {"LUODI_DATA": folder, "DJANGO_SETTINGS_MODULE": "luodi.site.settings", "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-c", _OPENAPI], env=place, capture_output=True, text=True, encoding="utf-8", check=False
        )
    if done.returncode != 0:
        raise LuodiError("接口的说明写不出来", why=done.stderr.strip().splitlines()[-1])
    return done.stdout + "\n"


def pages() -> dict[str, str]:
    """Return every generated page by its name under docs/reference/."""
    library = Library()
    return {
        "keys.md": keys_page(),
        "facts.md": facts_page(library.vocabulary),
        "commands.md": commands_page(),
        "errors.md": errors_page(),
        "policies.md": policies_page(library),
        "rights.md": rights_page(),
        "policy.schema.json": schema_page(),
        "openapi.json": openapi_page(),
    }


def stale(made: Mapping[str, str]) -> list[str]:
    """Return the names of the pages whose file is not what would be written now."""
    return [
        n for n, text in made.items() if not (REFERENCE / n).is_file() or (REFERENCE / n).read_text("utf-8") != text
    ]


@click.command()
@click.option("--check", is_flag=True, help="只检查，不写；有过时的页面时退出码为 1")
def main(check: bool) -> None:
    """生成 docs/reference/ 里由代码决定的页面。"""
    made = pages()
    old = stale(made)
    for name in old:
        if check:
            click.echo(f"docs/reference/{name} 已过时：运行 make docs（或 python docs/generate.py）", err=True)
        else:
            (REFERENCE / name).write_text(made[name], "utf-8")
            click.echo(f"写出 docs/reference/{name}")
    if check and old:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
