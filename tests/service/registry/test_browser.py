"""The registry in a real browser: sign in, suggestions while writing, nothing wider than a telephone, no error on the console."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

CODE = "SYNTHETIC000000001"
PREPARE = """
from luodi.site.start import start; start()
from django.utils import timezone
from luodi.service.accounts.models import Authorisation, Person
from luodi.service.accounts.rights import COMMAND
from luodi.service.registry import actions
now = timezone.now()
one = actions.register(COMMAND, "SYNTHETIC000000001", "西湖智能有限公司", "330106", now)
person = Person(login="clerk", name="王晓", joined=now)
person.set_password("织机一百零八 号")
person.save()
Authorisation.objects.create(person=person, organisation=one, role="enterprise", starts=timezone.localdate(now), granted_at=now)
"""


@pytest.fixture(scope="module")
def site(serve_prepared: Callable[[str], Any]) -> Iterator[str]:
    """`luodi serve` with one enterprise and its clerk."""
    with serve_prepared(PREPARE) as address:
        yield address


@pytest.fixture
def page(browser: Any, site: str, watched: Callable[..., list[str]]) -> Iterator[Any]:
    """A page of the clerk that keeps what went wrong in it."""
    context = browser.new_context(base_url=site, locale="zh-CN", viewport={"width": 1280, "height": 900})
    held = context.new_page()
    wrong = watched(held, site)
    held.goto("/sign-in/")
    held.fill("[name=login]", "clerk")
    held.fill("[name=password]", "织机一百零八 号")
    held.click("main form button")
    yield held
    context.close()
    assert wrong == []


def test_a_region_is_suggested_and_stated(page: Any) -> None:
    page.goto(f"/registry/{CODE}/record/")
    page.type("#words", "统计关系")
    page.click("#found a")
    page.type("[name=statistics_region]", "滨江")
    page.wait_for_selector("datalist option", state="attached")
    page.fill("[name=statistics_region]", page.locator("datalist option").first.get_attribute("value"))
    page.click("main button:has-text('登记')")
    page.wait_for_selector("text=已登记 1 个值")
    assert page.locator("tr:has-text('统计关系所在地')").inner_text().count("滨江区") == 1


@pytest.mark.parametrize(
    "path",
    ["/registry/?words=", f"/registry/{CODE}/?on=2021-06-01", f"/registry/{CODE}/record/", f"/registry/{CODE}/record/project/", "/registry/import/",
     f"/registry/{CODE}/history/?fact=tax_region", f"/registry/{CODE}/names/"],
)  # fmt: skip
def test_every_page_fits_a_telephone(page: Any, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(path)
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
