"""In a browser: an officer opens a draft, an enterprise and a visitor comment, two officers answer the same, the answers are published and found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import DRAFT, FIRST, KEY

LUODI = [sys.executable, "-c", "from luodi.cli import main; main()"]
SEED = """
import json
from luodi.site.start import start; start()
from datetime import date
from django.test import Client
from django.utils import timezone
from luodi.service.accounts.models import Authorisation, Organisation, Person, Post
now = timezone.now()
firm = Organisation.objects.create(code="SYNTHETIC000000021", name="锦江织机有限公司", region="510104", since=now)
sessions = {}
for login, name in (("officer", "李政策"), ("second", "周复核"), ("clerk", "陈晓云")):
    person = Person.objects.create(login=login, name=name, joined=now)
    if login == "clerk":
        Authorisation.objects.create(person=person, organisation=firm, role="enterprise", starts=date(2020, 1, 1), granted_at=now)
    else:
        Post.objects.create(person=person, role="officer", unit="成都市经信局", region="510100", starts=date(2020, 1, 1))
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    sessions[login] = client.cookies["sessionid"].value
print(json.dumps(sessions))
"""


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, browser: Any, serve: Callable[..., Any]
) -> Iterator[tuple[str, dict[str, str]]]:
    """A served site with a draft, two officers and somebody of an enterprise."""
    folder: Path = tmp_path_factory.mktemp("draft")
    (folder / "稿.txt").write_text(DRAFT, "utf-8")
    environment = {**os.environ, "LUODI_DATA": str(tmp_path_factory.mktemp("served"))}
    importing = [*LUODI, "import", str(folder / "稿.txt"), "--id", KEY, "--region", "510100"]
    done = subprocess.run(importing, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seeded = subprocess.run([sys.executable, "-c", SEED], env=environment, capture_output=True, text=True, check=True)
    with serve(environment) as address:
        yield address, json.loads(seeded.stdout)


@pytest.fixture
def enter(browser: Any, place: tuple[str, dict[str, str]], watched: Callable[..., list[str]]) -> Iterator[Any]:
    """A page of somebody's own; what went wrong in any of them fails the test."""
    server, sessions = place
    contexts, wrong = [], list[list[str]]()

    def make(who: str = "", width: int = 1280) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=server, locale="zh-CN")
        if who:
            context.add_cookies([{"name": "sessionid", "value": sessions[who], "url": server}])
        contexts.append(context)
        page = context.new_page()
        wrong.append(watched(page, server, but="409"))  # being overtaken is answered with 409
        return page

    yield make
    for context in contexts:
        context.close()
    assert not any(wrong), wrong


def _opens(officer: Any) -> int:
    """The officer opens the draft; returns the number of the consultation."""
    officer.goto("/consultations/")
    officer.click("text=发起征求意见")
    officer.click("text=选它")
    officer.fill("#explanation", "为推动织机智能化，起草了本措施。")
    officer.fill("#phone", "028-60000000")
    officer.check("[name=visitors]")
    officer.click("main form button")
    officer.wait_for_selector("text=发起好了")
    return int(officer.url.rstrip("/").split("/")[-2])


def _comments(page: Any, at: str, reason: str, told: str, **fields: str) -> None:
    """Somebody proposes 30% instead of 20%, by the form of the clause, which holds its text."""
    page.goto(at)
    page.locator("#a1 .say a", has_text="修改").click()
    assert page.input_value("#proposed") == FIRST
    page.fill("#proposed", FIRST.replace("20%", "30%"))
    page.fill("#reason", reason)
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    if not fields:
        page.check("text=锦江织机有限公司")
    page.click("text=提交意见")
    page.wait_for_selector(f"text={told}")


def _answers(page: Any, decision: str, explanation: str, told: str) -> None:
    page.check(f"[name=decision][value={decision}]")
    page.fill("#explanation", explanation)
    page.locator("form.panel button", has_text="答复").click()
    page.wait_for_selector(f"text={told}")


def _publishes(officer: Any, at: str) -> None:
    officer.goto(f"{at}desk/")
    officer.click("summary:has-text('提前截止')")
    officer.fill("#close-why", "意见已经充分")
    officer.click("text=现在截止")
    officer.fill("#conclusion", "感谢参与。")
    officer.locator("#publish button").click()
    officer.wait_for_selector("text=答复公布了")


def test_from_draft_to_published_answers(enter: Any) -> None:
    officer, second, clerk, visitor = enter("officer"), enter("second"), enter("clerk"), enter(width=390)
    at = f"/consultations/{_opens(officer)}/"
    _comments(clerk, at, "一次性投入大。", "收到了您的第 1 条意见")
    _comments(visitor, at, "周边更高。", "等工作人员审核", name="赵小满", contact="13700002222")
    officer.goto(f"{at}desk/")
    officer.locator("button[value=accept]").click()
    officer.wait_for_selector("text=第 2 条收下了")

    officer.goto(f"{at}desk/1/")
    second.goto(f"{at}desk/1/")
    assert officer.locator("h2", has_text="意见 2 条").count() == 1  # the two are one cluster
    _answers(officer, "partly", "提高到25%。", "第 1 组答复好了")
    _answers(second, "declined", "我写的另一种理由", "这一组变过")
    assert all(words in second.inner_text("[role=alert]") for words in ("李政策", "部分采纳"))
    assert second.input_value("#explanation") == "我写的另一种理由"
    _publishes(officer, at)

    clerk.goto("/")
    clerk.locator("nav a", has_text="征求意见").first.click()
    clerk.click("text=我的意见")
    clerk.wait_for_selector("text=答复：部分采纳")
    assert "提高到25%" in clerk.inner_text("main")
    visitor.reload()
    assert "提高到25%" in visitor.inner_text("main")
    visitor.goto(f"{at}summary/")
    shown = visitor.inner_text("main")
    assert ("感谢参与" in shown, "赵**" in shown, "赵小满" in shown, "锦江" in shown) == (True, True, False, False)
    assert visitor.locator("del", has_text="20%").count() == 1
    _telephone(enter, at)


def _telephone(enter: Any, at: str) -> None:
    """Every page on a telephone of 360 px: nothing wider, no field without a label."""
    from tests.site.test_every_page import INSPECT

    seen = {
        "officer": ("/consultations/", "/consultations/new/", at, f"{at}desk/", f"{at}desk/1/", f"{at}summary/"),
        "clerk": ("/consultations/mine/", at),
        "": (at,),
    }
    for who, paths in seen.items():
        page = enter(who, width=360)
        for path in paths:
            page.goto(path)
            assert page.evaluate(INSPECT) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
