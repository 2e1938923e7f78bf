"""A consultation of the tests' own: a draft in Chengdu, officers here and elsewhere, two who comment, and an enterprise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
AFTER = NOW + timedelta(days=40)
KEY = "sichuan/chengdu/looms"
DRAFT = """成都市织机智能化若干措施（征求意见稿）

为推动织机智能化，制定本措施。

第一条 对企业自建织机算力站，按实际投资额的20%给予补助，最高不超过300万元。

第二条 对采购织机模型服务的小企业，按合同金额的10%给予服务券。

第三条 每年评选织机场景，每个给予最高50万元奖励，每年不超过20个。

本措施自2027年1月1日起施行。
"""
FIRST = "第一条 对企业自建织机算力站，按实际投资额的20%给予补助，最高不超过300万元。"


@pytest.fixture(autouse=True)
def own_files(own_folder: Path) -> None:
    """Files are kept in a folder of the test's own, and nobody has knocked yet."""


@pytest.fixture
def home(database: None) -> Any:
    """An enterprise."""
    from luodi.service.accounts.models import Organisation

    return Organisation.objects.create(code="SYNTHETIC000000021", name="锦江织机有限公司", region="510104", since=NOW)


@pytest.fixture
def people(home: Any) -> dict[str, Any]:
    """Two officers of Chengdu, one of Zhejiang; somebody of the enterprise and a colleague; two others."""
    from luodi.service.accounts.models import Authorisation, Person, Post

    names = {
        "officer": "李政策",
        "second": "周复核",
        "away": "吴远方",
        "clerk": "陈晓云",
        "colleague": "郑同事",
        "citizen": "王立",
        "other": "冯路人",
    }
    made = {}
    for login, name in names.items():
        made[login] = Person(login=f"k-{login}", name=name, phone="13800001234", joined=NOW)
        made[login].set_unusable_password()
        made[login].save()
    for login, region in (("officer", "510100"), ("second", "510100"), ("away", "330000")):
        Post.objects.create(person=made[login], role="officer", unit="市经信局", region=region, starts=date(2020, 1, 1))
    for login in ("clerk", "colleague"):
        Authorisation.objects.create(
            person=made[login], organisation=home, role="enterprise", starts=date(2020, 1, 1), granted_at=NOW
        )
    return made


@pytest.fixture
def acting(people: dict[str, Any]) -> Callable[[str], Any]:
    """Who acts, as the middleware would say it."""
    from luodi.service.accounts.acting import acting as of
    from luodi.service.accounts.rights import COMMAND, VISITOR

    fixed = {"visitor": VISITOR, "command": COMMAND}
    return lambda name: fixed[name] if name in fixed else of(people[name], NOW)


@pytest.fixture
def enter(enter: Callable[..., Any], people: dict[str, Any]) -> Callable[[str], Any]:
    """A browser of somebody who signed in; a visitor's for `visitor`."""
    return lambda name: enter(None if name == "visitor" else people[name])


@pytest.fixture
def bring(database: None) -> Callable[..., Any]:
    """Imports a text of the draft."""
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.policies.actions import import_file

    def make(text: str = DRAFT, name: str = "稿.txt") -> Any:
        return list(import_file(COMMAND, text.encode(), name, NOW, key=KEY, region="510100"))

    return make


@pytest.fixture
def told() -> Callable[..., Any]:
    """What an officer says of it."""

    def make(**more: Any) -> Any:
        from luodi.service.consultations.actions import Told

        given = {
            "opens": NOW.date(),
            "closes": (NOW + timedelta(days=30)).date(),
            "unit": "市经信局",
            "phone": "028-60000000",
        }
        return Told(**{**given, **more})

    return make


@pytest.fixture
def opened(bring: Callable[..., Any], acting: Callable[[str], Any], told: Callable[..., Any]) -> Any:
    """The draft, open for comment for thirty days, for visitors too."""
    from luodi.service.consultations import actions

    bring()
    return actions.open_consultation(acting("officer"), KEY, told(visitors=True), NOW)


@pytest.fixture
def say(opened: Any, acting: Callable[[str], Any]) -> Callable[..., Any]:
    """Comments: `say("citizen", "a1", "change", "…", "理由")`; returns the comment, a visitor's with `own_secret`."""
    from luodi.service.consultations import actions

    def make(
        who: str, clause: str, kind: str, proposed: str = "", reason: str = "理由", now: datetime = NOW, **more: Any
    ) -> Any:
        made, secret = actions.comment(
            acting(who), opened.pk, actions.Said(clause, kind, proposed, reason, **more), now
        )
        made.own_secret = secret
        return made

    return make


@pytest.fixture
def answer_all(opened: Any, acting: Callable[[str], Any]) -> Callable[..., None]:
    """Answers whatever is unanswered."""
    from luodi.service.consultations import actions, queries

    def make(decision: str = "declined") -> None:
        for one in queries.clusters(opened):
            if not one.answered:
                actions.answer(acting("officer"), opened.pk, one.number, decision, "已有规定。", one.revision, NOW)

    return make
