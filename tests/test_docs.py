"""The documentation is under test: generated pages are fresh, nothing is undocumented, links resolve, examples work."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from luodi.cli import VERBS, cli
from luodi.engine.core import errors, strict_yaml
from luodi.engine.library import Library, schema
from luodi.engine.library.cases import load_cases, run_case
from luodi.engine.rules import tree
from luodi.engine.rules.model import COMBINING, INSTRUMENTS, Kind, Support

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("README*.md")), ROOT / "CONTRIBUTING.md"]
RUNNABLE = [ROOT / "CONTRIBUTING.md", *sorted((DOCS / "tutorial").rglob("*.md"))]
MECHANISMS = DOCS / "explanation" / "mechanisms.md"


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    return {page.name: page.read_text("utf-8") for page in REFERENCE.glob("*.md")}


# -- generated pages ----------------------------------------------------------------------------------------------


def test_generated_pages_are_fresh_and_the_same_every_time() -> None:
    module = generate()
    made = module.pages()
    assert made == module.pages()
    assert module.stale(made) == [], "过时的页面：运行 make docs"


def test_check_names_the_stale_page_and_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    module = generate()
    monkeypatch.setattr(module, "REFERENCE", tmp_path)
    monkeypatch.setattr(module, "pages", lambda: {"keys.md": "新\n"})
    with pytest.raises(SystemExit) as stopped:
        module.main(["--check"])
    assert stopped.value.code == 1
    assert "keys.md" in capsys.readouterr().err
    module.main([], standalone_mode=False)
    assert (tmp_path / "keys.md").read_text("utf-8") == "新\n"


# -- nothing is left undocumented ---------------------------------------------------------------------------------


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for own in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), own)
            assert found is not None
            yield from commands(found, f"{name} {own}")
    else:
        yield name, command


def test_every_command_and_option_is_documented(reference: dict[str, str]) -> None:
    page = reference["commands.md"]
    for verb in VERBS:
        assert f"## luodi {verb}\n" in page
        command = cli.get_command(click.Context(cli), verb)
        assert command is not None
        for name, own in commands(command, f"luodi {verb}"):
            section = page.partition(f" {name}\n")[2].partition("\n## ")[0].partition("\n### ")[0]
            assert own.help and own.help.split()[0] in section, f"{name} 没有说明"
            for option in (p for p in own.params if isinstance(p, click.Option)):
                assert option.help, f"{name} {option.opts[0]} 没有说明"
                assert f"`{option.opts[0]}" in section, f"{name} {option.opts[0]} 没有写进 commands.md"


def test_every_setting_is_documented(reference: dict[str, str]) -> None:
    # the table engine names functions of its own in SQL the same way
    files = [f for f in (ROOT / "src").rglob("*.py") if "tables" not in f.parts]
    source = "\n".join(f.read_text("utf-8") for f in files)
    settings = set(re.findall(r"\bLUODI_[A-Z_]+\b", source))
    assert {"LUODI_CACHE", "LUODI_POLICIES"} <= settings
    undocumented = {s for s in settings if f"| `{s}` |" not in reference["commands.md"]}
    assert not undocumented


def test_every_error_is_documented_and_lives_in_one_tree(reference: dict[str, str]) -> None:
    tree = {n for n, e in vars(errors).items() if isinstance(e, type) and issubclass(e, errors.LuodiError)}
    for name in tree:
        assert f"\n## {name}\n" in reference["errors.md"]
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and {ast.unparse(b).split(".")[-1] for b in node.bases} & tree:
                assert node.name in tree, f"{file.name} 的 {node.name} 应写进 core/errors.py"


def test_every_fact_and_category_word_is_documented(library: Library, reference: dict[str, str]) -> None:
    page = reference["facts.md"]
    for fact in library.vocabulary.all():
        row = next((line for line in page.splitlines() if line.startswith(f"| `{fact.key}` |")), "")
        assert fact.label in row and fact.meaning in row, fact.key
        assert all(f"`{word}`" in row for word, _ in fact.words), fact.key


def test_every_key_of_a_policy_file_is_documented(reference: dict[str, str]) -> None:
    shapes = [s for s in vars(schema).values() if isinstance(s, type) and issubclass(s, schema.Shape)]
    for shape in shapes:
        for name, field in shape.model_fields.items():
            assert field.description, f"{shape.__name__}.{name} 没有说明"
            assert f"| `{field.alias or name}` |" in reference["keys.md"], f"{shape.__name__}.{name}"


def test_every_support_is_listed(library: Library, reference: dict[str, str]) -> None:
    for policy in library.policies():
        section = reference["policies.md"].partition(f"\n## {policy.id}\n")[2].partition("\n## ")[0]
        for support in policy.supports:
            assert f"| `{support.id}` | {support.title} |" in section, support.path


def test_the_words_of_a_support_are_in_the_glossary() -> None:
    glossary = (DOCS / "glossary.md").read_text("utf-8")
    missing = [w for w in (*INSTRUMENTS, *COMBINING, *Kind) if not re.search(rf"^\|[^|]+\|[^|]*`{w}`", glossary, re.M)]
    assert not missing
    rows = [line.split("|")[1].strip() for line in glossary.splitlines() if line.startswith("| ")]
    assert sorted(set(rows) - {"词"}) == sorted(r for r in rows if r != "词"), "同一个词写了两行"


# -- the JSON Schema ----------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """What a reader of JSON sees: numbers for Decimals, text for days."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    made = json.loads((REFERENCE / "policy.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made, format_checker=FormatChecker())


def test_the_encoded_policies_are_valid_under_the_json_schema(
    library: Library, validator: Draft202012Validator
) -> None:
    for policy_id in library.ids():
        source = strict_yaml.load(library.folder / policy_id / "policy.yaml")
        found = [
            f"{policy_id} {'.'.join(map(str, e.path))}: {e.message[:200]}"
            for e in validator.iter_errors(plain(source.data))
        ]
        assert not found


@pytest.mark.parametrize(
    "wrong",
    [
        {"titel": "写错的键"},
        {"status": "done"},
        {"region": "3301"},
        {"supports": [{"id": "一", "title": "示例", "clause": "一", "instrument": "grant"}]},
        {"combining": {"rule": "highest"}},
        {"checked": "2026-13-01"},
        {"supports": [{"id": "1", "title": "示例", "clause": "一", "instrument": "grant", "years_paid": 0}]},
        {"supports": [{"id": "1", "title": "示例", "clause": "一", "instrument": "grant", "pays": [1.2]}]},
    ],
)
def test_the_json_schema_refuses(wrong: dict[str, Any], validator: Draft202012Validator) -> None:
    right = {"title": "示例政策", "region": "330100", "status": "draft", "supports": []}
    assert validator.is_valid(right)
    assert not validator.is_valid({**right, **wrong})


# -- every page ---------------------------------------------------------------------------------------------------


def anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", title).strip().lower()).replace(" ", "-")


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_resolve(page: Path) -> None:
    text = without_code(page.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{name_of(page)} → {target}"
        if fragment and file.suffix == ".md":
            titles = re.findall(r"^#+ (.+)$", without_code(file.read_text("utf-8")), re.M)
            assert fragment in {anchor(t) for t in titles}, f"{name_of(page)} → {target}"


@pytest.mark.parametrize("page", [*PAGES, REFERENCE / "policy.schema.json"], ids=name_of)
def test_no_page_names_a_path_of_a_machine(page: Path) -> None:
    text = page.read_text("utf-8")
    found = re.findall(r"(?<![\w.~/)])/(?:home|root|work|tmp|usr|opt|var|mnt|Users)/[^\s`)]*|[A-Z]:\\\\?\w+", text)
    assert not found
    assert str(ROOT) not in text


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_ids_of_encoded_policies_exist(page: Path, library: Library) -> None:
    provinces = {policy_id.partition("/")[0] for policy_id in library.ids()}
    for written_id in re.findall(r"`([a-z0-9-]+(?:/[a-z0-9-]+)+(?:#[\w.-]+)?)`", page.read_text("utf-8")):
        if written_id.partition("/")[0] not in provinces or "/yunxi/" in written_id:
            continue  # a folder of the repository, or the invented city of the tutorial
        policy_id, mark, own = written_id.partition("#")
        assert policy_id in library.ids(), f"{name_of(page)} 提到没有的政策 {written_id}"
        assert not mark or library.policy(policy_id).support(own), f"{name_of(page)} 提到没有的支持 {written_id}"


def test_the_index_links_every_page() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    linked = {(DOCS / t.partition("#")[0]).resolve() for t in re.findall(r"\]\(([^)\s]+)\)", index)}
    for page in DOCS.rglob("*.md"):
        decided = page.parent.name == "decisions" and page.parent in linked
        assert decided or page in linked or page == DOCS / "README.md", f"docs/README.md 没有列出 {name_of(page)}"


# -- the examples of mechanisms.md --------------------------------------------------------------------------------

_HEAD = 'title: 例子\nregion: "330100"\nstatus: reviewed\n'
_TERM = "in_force: {clause: 九, from: 2020-01-01, until: 2029-12-31}\n"


def sections(page: Path) -> dict[str, list[str]]:
    """The YAML blocks of a page by the heading they stand under."""
    found: dict[str, list[str]] = {}
    for part in page.read_text("utf-8").split("\n## ")[1:]:
        blocks = re.findall(r"^```yaml\n(.*?)^```$", part, re.S | re.M)
        if blocks:
            found[part.partition("\n")[0]] = blocks
    return found


@pytest.mark.parametrize(
    ("title", "blocks"), sections(MECHANISMS).items(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_mechanisms_work_as_written(title: str, blocks: list[str], tmp_path: Path) -> None:
    policy_text = next(b for b in blocks if not b.startswith("- name:") and not b.startswith("- {name:"))
    case_text = "".join(b for b in blocks if b.startswith(("- name:", "- {name:")))
    policy_text = policy_text if "supports:\n" in policy_text else f"supports:\n{policy_text}"
    folder = tmp_path / "north" / "town" / "plan"
    folder.mkdir(parents=True)
    term = "" if "in_force:" in policy_text else _TERM
    (folder / "policy.yaml").write_text(_HEAD + term + policy_text, "utf-8")
    (folder / "cases.yaml").write_text("given: {received: []}\ncases:\n" + case_text, "utf-8")
    library = Library(tmp_path)
    policy = library.policy("north/town/plan")
    found = [str(f) for case in load_cases(library, policy) for f in run_case(library, policy, case).findings]
    assert not found, f"{title}：" + "\n".join(found)


def has(*kinds: type[Any]) -> Callable[[Support], bool]:
    return lambda s: any(isinstance(n, kinds) for n in nodes(s))


def extreme(op: str, parts: int = 2) -> Callable[[Support], bool]:
    return lambda s: any(isinstance(n, tree.Extreme) and n.op == op and len(n.parts) >= parts for n in nodes(s))


def nodes(support: Support) -> list[tree.Node]:
    formulas = [*(c.test for c in support.conditions), support.sum, support.least]
    return [n for f in formulas if f is not None for n in tree.walk(f)]


def years_apart(support: Support) -> bool:
    read = [(n.name, n.back) for n in nodes(support) if isinstance(n, tree.FactOf) and n.by_year]
    return any(a == b and x != y for a, x in read for b, y in read)


#: What a support must have to be an example of a mechanism.
USES: dict[str, Callable[[Support], bool]] = {
    "比例加封顶": extreme("min"),
    "下限": extreme("max"),
    "下限与上限之间": lambda s: s.least is not None,
    "分档": has(tree.Tiered),
    "分级": has(tree.Classed),
    "晋级补差": lambda s: any(isinstance(n, tree.Builtin) and n.name.startswith("received") for n in nodes(s)),
    "差额补足": extreme("max"),
    "首次超过": lambda s: bool(s.once),
    "两档比例": has(tree.Choose),
    "几个基数取小": extreme("min", 3),
    "较上年增量": years_apart,
    "配套": lambda s: s.instrument == "matching",
    "贴息": has(tree.OverlapDays, tree.DaysBetween),
    "分期": lambda s: bool(s.pays),
    "名额": lambda s: s.quota is not None,
    "财政分担": lambda s: bool(s.funded_by),
    "口径": lambda s: any(isinstance(n, tree.Named) and n.clause for n in nodes(s)),
    "任一路径": has(tree.Some),
}


def test_mechanisms_cite_supports_that_use_them_or_say_that_there_is_none(library: Library) -> None:
    all_supports = [s for p in library.policies() for s in p.supports]
    for part in MECHANISMS.read_text("utf-8").split("\n## ")[1:]:
        title, _, rest = part.partition("\n")
        told = rest.partition("真实条款：")[2]
        cited = re.findall(r"`([a-z]+/[a-z/-]+(?:#[\w.-]+)?)`", told)
        assert cited or "没有一条" in told, title
        if uses := USES.get(title):
            wrong = [path for path in cited if "#" in path and not uses(library.support(path))]
            assert not wrong, f"{title}：{wrong} 没有用到"
            assert cited or not any(map(uses, all_supports)), f"{title}：已有条款用到，请写进去"


# -- what can be run ----------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    """Text without white space and frames: a terminal may break lines anywhere."""
    return re.sub(r"[\s│╭╮╰╯─]", "", text)


def shown(page: Path) -> list[str]:
    blocks = re.findall(r"<!-- shown -->\n```text\n(.*?)^```$", page.read_text("utf-8"), re.S | re.M)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def scripts(page: Path) -> list[str]:
    if not page.is_file():
        return []
    return re.findall(r"<!-- run -->\n```bash\n(.*?)^```$", page.read_text("utf-8"), re.S | re.M)


@pytest.mark.parametrize("page", RUNNABLE, ids=name_of)
def test_marked_commands_run_as_written(page: Path, tmp_path: Path) -> None:
    """Run the marked blocks of a page one after the other, in a copy of the repository, as one reader would."""
    blocks = scripts(page)
    assert blocks, f"{name_of(page)} 里没有标 <!-- run --> 的命令"
    copy = tmp_path / "luodi"
    left_out = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info", "node_modules")
    shutil.copytree(ROOT, copy, ignore=left_out)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LUODI_", "COV_", "COVERAGE_"))}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}",
        "LUODI_CACHE": "",
        "HOME": str(tmp_path),
    }
    environment |= {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=copy, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    for line in shown(page):
        assert folded(line) in folded(done.stdout + done.stderr), f"{name_of(page)} 写的输出没有出现：{line}"
