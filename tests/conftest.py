"""What the tests stand on: a small vocabulary and small policies of their own, written to a temporary folder."""

from __future__ import annotations

import itertools
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import Place
from luodi.engine.library import Library
from luodi.engine.rules import grammar
from luodi.engine.rules.answer import CheckUp, Claim, PolicyAnswer
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.python import Env, Step, evaluate
from luodi.engine.rules.facts import read_situation
from luodi.engine.rules.model import Policy
from luodi.engine.rules.situation import Situation, Thing
from luodi.engine.rules.tree import Node, Type
from luodi.engine.rules.vocabulary import Vocabulary


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a missing component is a failure; only the documents beside the project may be absent."""
    report = yield
    return _strict(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that is skipped as a whole."""
    report = yield
    return _strict(report)


def _strict(report: Any) -> Any:
    reason = str(report.longrepr)
    if report.skipped and os.environ.get("CI") == "true" and "shared" not in reason:
        report.outcome = "failed"
        report.longrepr = f"CI 里缺少组件：{reason}"
    return report


# No test looks at the clock; in CI the same examples are tried every time. HYPOTHESIS_EXAMPLES=5000 looks harder.
settings.register_profile(
    "luodi",
    deadline=None,
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "120")),
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("luodi")

VOCABULARY = {
    "entities.yaml": """
        enterprise: {label: 企业, meaning: 提问的企业}
        project: {label: 项目, meaning: 一个项目, dated_by: finished_on}
        loan: {label: 贷款, meaning: 一笔贷款, dated_by: disbursed_on}
        lease: {label: 租赁, meaning: 一份租约, dated_by: started_on}
        site: {label: 平台, meaning: 一个平台}
    """,
    "regions.yaml": """
        "330000": 浙江省
        "330100": 杭州市
        "330106": 西湖区
        "510000": 四川省
        "510100": 成都市
    """,
    "figures.yaml": """
        rate: 比例
        cap: 最高额
    """,
    "facts/enterprise.yaml": """
        name: {label: 名称, type: text, meaning: 名称, known_by: enterprise}
        home: {label: 注册地, type: region, meaning: 注册地, known_by: enterprise}
        accredited: {label: 已认定, type: boolean, judged: true, meaning: 已认定, known_by: official}
        exporting: {label: 有出口, type: boolean, meaning: 有出口, known_by: enterprise}
        honest: {label: 无失信, type: boolean, meaning: 无失信, known_by: official}
        level: {label: 级别, type: category, values: {national: 国家级, provincial: 省级, municipal: 市级}, meaning: 级别, known_by: official}
        sales: {label: 营业收入, type: money, by: year, meaning: 营业收入, known_by: tax}
        staff: {label: 从业人数, type: count, unit: 人, by: year, meaning: 从业人数, known_by: statistics}
        patents: {label: 专利数, type: count, unit: 件, meaning: 专利数, known_by: enterprise}
        founded_on: {label: 成立日期, type: date, meaning: 成立日期, known_by: enterprise}
        capital: {label: 实缴资本, type: money, meaning: 实缴资本, known_by: enterprise}
        tax: {label: 地方贡献, type: money, meaning: 地方贡献, known_by: tax}
        abroad: {label: 境外占比, type: ratio, meaning: 境外占比, known_by: enterprise}
        growth: {label: 增长率, type: ratio, max: 10, meaning: 增长率, known_by: tax}
        profit: {label: 利润, type: money, min: -1_000_000_000, meaning: 利润, known_by: tax}
    """,
    "facts/project.yaml": """
        invest: {label: 总投资, type: money, meaning: 总投资, known_by: enterprise}
        cost: {label: 设备费, type: money, meaning: 设备费, known_by: enterprise}
        state_money: {label: 国家拨付, type: money, meaning: 国家拨付, known_by: official}
        shortlisted: {label: 入围, type: boolean, judged: true, meaning: 入围, known_by: official}
        finished_on: {label: 完成日期, type: date, meaning: 完成日期, known_by: enterprise}
        grade: {label: 等级, type: category, values: {gold: 金, silver: 银, bronze: 铜}, meaning: 等级, known_by: official}
        local: {label: 本地设备占比, type: ratio, meaning: 本地设备占比, known_by: enterprise}
    """,
    "facts/loan.yaml": """
        principal: {label: 本金, type: money, meaning: 本金, known_by: enterprise}
        disbursed_on: {label: 发放日期, type: date, meaning: 发放日期, known_by: enterprise}
        due_on: {label: 到期日期, type: date, meaning: 到期日期, known_by: enterprise}
    """,
    "facts/lease.yaml": """
        rent: {label: 租金, type: money, by: year, meaning: 租金, known_by: enterprise}
        started_on: {label: 起租日期, type: date, meaning: 起租日期, known_by: enterprise}
        ended_on: {label: 退租日期, type: date, meaning: 退租日期, known_by: enterprise}
    """,
    "facts/site.yaml": """
        visits: {label: 服务次数, type: count, unit: 次, meaning: 服务次数, known_by: enterprise}
    """,
}

ID = "north/town/plan"
IN_FORCE = "{from: 2020-01-01, until: 2029-12-31}"
CASES = """
    cases:
    - name: 什么也不知道
      date: 2024-06-30
      expect: {"1": {eligible: unknown}}
"""


def block(text: str, indent: int = 0) -> str:
    """Return indented text as it would stand in a file."""
    return textwrap.indent(textwrap.dedent(text).strip("\n"), " " * indent) + "\n"


def support(body: str, own: str = "1", clause: str = "一", **more: str) -> str:
    """Return one support with the keys every support has; `body` holds the rest."""
    given = {"title": f"支持{own}", "clause": clause, "instrument": "grant", **more}
    return f'- id: "{own}"\n' + "".join(f"  {k}: {v}\n" for k, v in given.items()) + block(body, 2)


class Plan:
    """A policy of the tests' own that was loaded, and questions to it."""

    def __init__(self, library: Library, policy: Policy) -> None:
        self.library, self.policy = library, policy

    def situation(self, facts: str = "", on: str = "2024-06-30", received: str | None = "[]") -> Situation:
        text = block(facts) + (f"received: {received}\n" if received is not None else "")
        source = strict_yaml.parse((text.strip() or "{}").encode(), "facts.yaml")
        policies = self.library.policies()
        return read_situation(
            source, self.library.vocabulary, on=date.fromisoformat(on),
            supports=[s.path for p in policies for s in p.supports], policies=self.library.ids(),
        )  # fmt: skip

    def check(self, facts: str = "", **question: Any) -> PolicyAnswer:
        """Return the answer of this policy alone."""
        return check_up([self.policy], self.situation(facts, **question), self.library.vocabulary).policies[0]

    def all(self, facts: str = "", **question: Any) -> CheckUp:
        """Return the answer of every policy of the folder."""
        return check_up(self.library.policies(), self.situation(facts, **question), self.library.vocabulary)

    def ask(self, facts: str = "", key: str = "1", **question: Any) -> Claim:
        """Return one claim; the key is a support, or a support with its entity: `1[p1]`."""
        claim = self.check(facts, **question).claim(key)
        assert claim is not None, f"no claim {key}"
        return claim


class Desk:
    """Writes policies to folders of their own and loads them without a cache."""

    support = staticmethod(support)

    def __init__(self, folder: Path, words: Path) -> None:
        self.folder, self.words = folder, words
        self._numbers = itertools.count(1)

    def empty(self) -> Path:
        """Return a new empty folder for policies."""
        folder = self.folder / f"policies{next(self._numbers)}"
        folder.mkdir()
        return folder

    def write(self, policies: Path, text: str, at: str = ID, cases: str = CASES) -> Path:
        """Write both files of a policy as they are given."""
        folder = policies / at
        folder.mkdir(parents=True)
        (folder / "policy.yaml").write_text(block(text), "utf-8")
        (folder / "cases.yaml").write_text(block(cases), "utf-8")
        return folder

    def text(self, supports: str, head: str = "", in_force: str = IN_FORCE, status: str = "reviewed") -> str:
        """Return a whole policy file."""
        top = f'title: 小镇计划\nregion: "330100"\nstatus: {status}\nin_force: {in_force}\n'
        return top + block(head) + "supports:\n" + supports

    def library(self, policies: Path) -> Library:
        return Library(policies, self.words)

    def plan(self, supports: str, head: str = "", cases: str = CASES, **top: str) -> Plan:
        """Load a policy of these supports."""
        folder = self.empty()
        self.write(folder, self.text(supports, head, **top), cases=cases)
        library = self.library(folder)
        return Plan(library, library.policy(ID))

    def shelf(self, **policies: str) -> Plan:
        """Load a folder of policies, `north/town/<name>` each; the first is the one that is asked."""
        folder = self.empty()
        for name, text in policies.items():
            self.write(folder, text, f"north/town/{name}")
        library = self.library(folder)
        return Plan(library, library.policy(f"north/town/{next(iter(policies))}"))

    def one(self, body: str, head: str = "", more: Mapping[str, str] | None = None, **top: str) -> Plan:
        """Load a policy of one support."""
        return self.plan(support(body, **(more or {})), head, **top)

    def several(self, *bodies: str, head: str = "", **top: str) -> Plan:
        """Load a policy of several supports: 1 of clause 一, 2 of clause 二 …"""
        clauses = "一二三四五六七八九"
        return self.plan("".join(support(b, str(i + 1), clauses[i]) for i, b in enumerate(bodies)), head, **top)


class Formulas:
    """Formulas on their own: built on the small vocabulary and evaluated."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def build(
        self, text: str, wants: Type | None = None, entity: str = "enterprise", units: Mapping[str, Type] | None = None, **values: Any
    ) -> Node:  # fmt: skip
        scope = grammar.Scope(self.vocabulary, entity)
        place = Place("formula.yaml", 7)
        for name, payload in values.items():
            if isinstance(payload, str):
                scope.formulas[name] = grammar.Formula(payload, place)
            else:
                kind = Type.DATE if isinstance(payload, date) else (units or {}).get(name)
                scope.values[name] = grammar.Value(name, ((None, exactly(payload)),), place, type=kind)
        return grammar.build([grammar.Formula(text, place, wants)], scope)[0]

    def step(
        self, text: str, facts: Mapping[str, Any] | None = None, entity: str = "enterprise", on: str = "2024-06-30",
        units: Mapping[str, Type] | None = None, **values: Any,
    ) -> Step:  # fmt: skip
        node = self.build(text, entity=entity, units=units, **values)
        held = {name: exactly(value) for name, value in (facts or {}).items()}
        own = self.vocabulary.facts.get(entity, {})
        thing = None if entity == "enterprise" else Thing(entity, "x", {k: v for k, v in held.items() if k in own})
        enterprise = {k: v for k, v in held.items() if k in self.vocabulary.facts["enterprise"]}
        situation = Situation(date.fromisoformat(on), enterprise, received=())
        return evaluate(node, Env(situation, self.vocabulary.regions, "north/town/plan#1", thing))

    def worth(self, text: str, facts: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """Return the value, or its two ends when it is not certain."""
        step = self.step(text, facts, **more)
        return step.lo if step.known else (step.lo, step.hi)


def exactly(value: Any) -> Any:
    """Return a number as the loader would have read it: a Decimal."""
    match value:
        case bool():
            return value
        case int():
            return Decimal(value)
        case float():
            return Decimal(repr(value))
        case list() | tuple():
            return tuple(exactly(v) for v in value)
        case dict() if any(isinstance(k, str) for k in value):
            return tuple((k, exactly(v)) for k, v in value.items())
        case dict():
            return {k: exactly(v) for k, v in value.items()}
    return value


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small vocabulary's folder."""
    folder = tmp_path_factory.mktemp("vocabulary")
    (folder / "facts").mkdir()
    for name, text in VOCABULARY.items():
        (folder / name).write_text(block(text), "utf-8")
    return folder


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, words: Path) -> Desk:
    """Writes and loads small policies."""
    return Desk(tmp_path_factory.mktemp("desk"), words)


@pytest.fixture(scope="session")
def formulas(desk: Desk) -> Formulas:
    """Builds and evaluates single formulas."""
    return Formulas(desk.library(desk.empty()).vocabulary)


@pytest.fixture(scope="session")
def real_library() -> Library:
    """The library of encoded policies that is shipped, read without a cache."""
    return Library()


@pytest.fixture(autouse=True, scope="session")
def no_cache() -> Iterator[None]:
    """Keep the commands away from the person's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LUODI_CACHE", "")
        yield


# The site: a data folder of its own, a client that needs no server, and a server for the browser.

Serve = Callable[[Mapping[str, str]], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The site, set up once with a database of its own."""
    folder = tmp_path_factory.mktemp("site")
    os.environ["LUODI_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "luodi.site.settings"
    django = pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from luodi.site.wsgi import application as made

    return made


@pytest.fixture
def client(application: Any) -> Any:
    """A visitor without a browser."""
    from django.test import Client

    return Client(SERVER_NAME="localhost")


@pytest.fixture(scope="session")
def serve() -> Serve:
    """`luodi serve` as a person starts it, on a port of its own: `with serve(environment) as address`."""

    @contextmanager
    def serving(environment: Mapping[str, str]) -> Iterator[str]:
        command = [sys.executable, "-c", "from luodi.cli import main; main()", "serve", "--port", "0"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as held:
            assert held.stdout is not None
            line = held.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:[0-9]+", line)
            try:
                assert found, line
                yield found[0]
            finally:
                held.terminate()

    return serving


@pytest.fixture(scope="module")
def serve_prepared(
    tmp_path_factory: pytest.TempPathFactory, serve: Serve
) -> Callable[[str], AbstractContextManager[str]]:
    """A served site in a data folder of its own, SQLite in it, that a script has prepared: `with serve_prepared(SCRIPT) as address`."""

    @contextmanager
    def serving(script: str) -> Iterator[str]:
        told = {name: value for name, value in os.environ.items() if name != "LUODI_DATABASE"}
        environment = {**told, "LUODI_DATA": str(tmp_path_factory.mktemp("served"))}
        subprocess.run([sys.executable, "-c", script], env=environment, check=True)
        with serve(environment) as address:
            yield address

    return serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> Iterator[str]:
    """A served site that holds nothing of its own yet."""
    with serve({**os.environ, "LUODI_DATA": str(tmp_path_factory.mktemp("served"))}) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium."""
    sync = pytest.importorskip("playwright.sync_api", reason="没有装 playwright，跳过浏览器里的测试")
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if found is None:
        pytest.skip("没有 Chromium，跳过浏览器里的测试")
    with sync.sync_playwright() as playwright:
        held = playwright.chromium.launch(
            executable_path=found,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield held
        held.close()


@pytest.fixture(scope="session")
def watched() -> Callable[..., list[str]]:
    """What goes wrong in a page, to be empty in the end: messages on its console, errors of its scripts, requests to elsewhere.

    `wrong = watched(page, address)`; `but` is what a message may hold: a browser writes there that an answer was a refusal.
    """

    def watch(page: Any, address: str, but: str = "") -> list[str]:
        wrong: list[str] = []

        def told(message: Any) -> None:
            if message.type in {"error", "warning"} and not (but and but in message.text):
                wrong.append(message.text)

        def asked(request: Any) -> None:
            if not request.url.startswith((address, "data:")):
                wrong.append(f"外部请求 {request.url}")

        page.on("console", told)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", asked)
        return wrong

    return watch


@pytest.fixture
def database(application: Any) -> Iterator[None]:
    """The tables of the site as they were set up; what the test writes is taken back afterwards."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """A PostgreSQL server of its own, reached through a socket; a call makes an empty database and returns its address."""
    program = {name: _server_program(name) for name in ("initdb", "postgres")}
    if None in program.values():
        pytest.skip("缺少 PostgreSQL 服务器（Debian 软件包 postgresql）")
    psycopg = pytest.importorskip("psycopg", reason="缺少 psycopg（pip install 'psycopg[binary]'）")
    folder = Path(
        tempfile.mkdtemp(prefix="luodi-pg-")
    )  # the name of a socket is short, so not within pytest's own folder
    given: dict[str, Any] = {"cwd": folder}
    if os.geteuid() == 0:  # the server refuses to run as root; its package brings a user
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        given |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    made = [
        program["initdb"],
        "-D",
        folder / "data",
        "-U",
        "luodi",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C.UTF-8",
    ]
    subprocess.run([str(part) for part in made], check=True, capture_output=True, **given)
    options = {"listen_addresses": "", "fsync": "off", "shared_buffers": "64MB", "max_connections": "40"}
    command = [
        program["postgres"],
        "-D",
        folder / "data",
        "-k",
        folder,
        *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
    ]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen([str(part) for part in command], stdout=log, stderr=log, **given) as server,
    ):
        address = f"host={folder} user=luodi dbname=postgres"
        for _ in range(300):
            try:
                psycopg.connect(address).close()
                break
            except psycopg.OperationalError:
                assert server.poll() is None, (folder / "log").read_text("utf-8", "replace")
                time.sleep(0.1)
        names = itertools.count(1)

        def empty() -> str:
            name = f"luodi{next(names)}"
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return f"postgresql://luodi@/{name}?host={folder}"

        yield empty
        server.send_signal(signal.SIGINT)
    shutil.rmtree(folder, ignore_errors=True)


def _server_program(name: str) -> str | None:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4]))
    return str(installed[-1]) if installed else shutil.which(name)
