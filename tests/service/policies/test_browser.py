"""A reader in a real browser: searches for words of two characters, reads, moves the day, looks at the original; staff upload."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.service.policies.conftest import ELSEWHERE, OLD, POLICY, RULES
from tests.service.policies.test_room import pdf

LUODI = [sys.executable, "-c", "from luodi.cli import main; main()"]
SIGN_IN = """
from luodi.site.start import start; start()
from django.test import Client
from django.utils import timezone
from luodi.service.accounts.models import Person, Post
person = Person.objects.create(login="staff", name="某人", joined=timezone.now())
Post.objects.create(person=person, role="reviewer", unit="某局", region="", starts=timezone.localdate())
client = Client(SERVER_NAME="127.0.0.1")
client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
print(client.cookies["sessionid"].value)
"""


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, browser: Any, serve: Callable[..., Any]
) -> Iterator[tuple[str, str, Path]]:
    """A served library with four documents and a PDF, and the session of a member of staff."""
    folder = tmp_path_factory.mktemp("documents")
    for name, text in {"policy": POLICY, "old": OLD, "rules": RULES, "elsewhere": ELSEWHERE}.items():
        (folder / "sichuan").mkdir(exist_ok=True)
        (folder / "sichuan" / f"{name}.txt").write_text(text, "utf-8")
    (folder / "sichuan" / "loom.pdf").write_bytes(pdf(3, "成都市缝纫机器人扶持办法"))
    environment = {**os.environ, "LUODI_DATA": str(tmp_path_factory.mktemp("library"))}
    done = subprocess.run([*LUODI, "import", str(folder)], env=environment, capture_output=True, text=True, check=False)
    assert "新增" in done.stdout, done.stderr
    session = subprocess.run(
        [sys.executable, "-c", SIGN_IN], env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()
    with serve(environment) as address:
        yield address, session, folder


@pytest.fixture
def page(browser: Any, place: tuple[str, str, Path], watched: Callable[..., list[str]]) -> Iterator[Any]:
    """A page that keeps what went wrong in it."""
    server = place[0]
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=server, locale="zh-CN")
    held = context.new_page()
    wrong = watched(held, server)
    yield held
    context.close()
    assert wrong == []


def narrow(page: Any) -> bool:
    """Whether the page fits a telephone."""
    page.set_viewport_size({"width": 360, "height": 780})
    fits: bool = page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 900})
    return fits


def test_a_reader_searches_and_reads(page: Any) -> None:
    page.goto("/documents/")
    for word, count in (("传感", 2), ("揭榜", 1), ("算力", 3)):
        page.fill("#words", word)
        page.click("form[role=search] button")
        assert page.locator(".hits > li").count() == count
        assert word in page.locator(".hits mark").first.inner_text()
    assert narrow(page)
    page.click("text=杭州市")
    page.click(".hits h2 a")
    page.wait_for_selector("mark:has-text('算力')")
    assert narrow(page)


def test_a_reader_moves_the_day_and_copies_a_citation(page: Any) -> None:
    page.goto("/documents/sichuan/policy/?on=2025-01-01")
    assert "施行中" in page.inner_text("#standing")
    page.evaluate(
        "const m = document.getElementById('month'); m.value = 0; m.dispatchEvent(new Event('change', {bubbles: true}))"
    )
    page.wait_for_selector("#standing:has-text('尚未施行')")
    page.click("#a2 >> text=复制引用")
    page.wait_for_selector("#copied:has-text('成纺发〔2024〕3号')")
    page.goto("/documents/sichuan/policy/?on=2025-01-01")
    page.click("text=有效期届满")
    assert "2026年2月28日" in page.inner_text("#standing .state")


def test_the_original_stands_beside_the_text(page: Any, place: tuple[str, str, Path]) -> None:
    page.goto("/documents/?words=购置价款")
    page.click(".hits h2 a")
    page.click("text=对照原件")
    assert (
        page.evaluate(
            "document.querySelector('#original img').decode().then(() => document.querySelector('#original img').naturalWidth)"
        )
        > 800
    )
    page.click("#original >> text=下一页")
    page.wait_for_selector("#original:has-text('第 2 页')")
    assert narrow(page)


def test_staff_upload_and_see_what_became_of_it(page: Any, place: tuple[str, str, Path], tmp_path: Path) -> None:
    server, session, _ = place
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
    (tmp_path / "新的.txt").write_text("成都市织网办法\n\n第一条 织网用算力的，给予最高10万元补助。\n", "utf-8")
    (tmp_path / "坏的.pdf").write_bytes(b"%PDF-1.7 nothing")
    page.goto("/documents/?words=织网")
    page.click("text=订阅这个检索")
    page.goto("/documents/import")
    page.set_input_files("#files", [str(tmp_path / "新的.txt"), str(tmp_path / "坏的.pdf")])
    page.click("main button:has-text('上传')")
    page.wait_for_selector("text=2 份都读完了", timeout=60_000)
    assert "新增" in page.inner_text("#batch") and "没有导入" in page.inner_text("#batch")
    assert narrow(page)
    page.goto("/alerts/")
    assert "成都市织网办法" in page.inner_text("main")
