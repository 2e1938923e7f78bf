"""The pages and the API, as people and programs meet them: who sees what, what is said, what is kept of a form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from .conftest import AFTER, FIRST, KEY, NOW

Enter = Callable[[str], Any]


class Clock:
    """The time that pages see."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(database: None) -> Iterator[Clock]:
    from unittest.mock import patch

    held = Clock()
    with patch("django.utils.timezone.now", held):
        yield held


def _form(**more: str) -> dict[str, str]:
    given = {
        "title": "征求意见",
        "opens": "2026-03-02",
        "closes": "2026-04-01",
        "unit": "市经信局",
        "phone": "028-60000000",
    }
    return {**given, **more}


def test_an_officer_opens_one(bring: Callable[..., Any], enter: Enter) -> None:
    bring()
    officer = enter("officer")
    assert "选它" in officer.get("/consultations/new/").content.decode()
    assert "织机智能化" not in enter("away").get("/consultations/new/").content.decode()
    assert [enter(who).get("/consultations/new/").status_code for who in ("visitor", "citizen")] == [403, 403]
    assert "市经信局" in officer.get(f"/consultations/new/?document={KEY}").content.decode()
    assert enter("away").get(f"/consultations/new/?document={KEY}").status_code == 403
    wrong = officer.post("/consultations/new/", {**_form(closes="2026-02-01", explanation="写了很久"), "document": KEY})
    assert (
        wrong.status_code,
        "截止日期早于开始日期" in wrong.content.decode(),
        "写了很久" in wrong.content.decode(),
    ) == (422, True, True)
    made = officer.post("/consultations/new/", {**_form(), "document": KEY})
    assert made.status_code == 302
    assert "正在征求" in enter("visitor").get("/consultations/").content.decode()
    changed = officer.post(made["Location"].replace("desk", "edit"), _form(closes="2026-04-09", visitors="on"))
    assert changed.status_code == 302


def test_a_person_comments_and_takes_it_back(opened: Any, enter: Enter) -> None:
    citizen, base = enter("citizen"), f"/consultations/{opened.pk}/"
    page = citizen.get(base).content.decode()
    assert FIRST in page
    form = citizen.get(f"{base}comment/?clause=a1&kind=change").content.decode()
    assert f">{FIRST}</textarea>" in form
    told = {"clause": "a1", "kind": "change", "version": "1", "proposed": FIRST.replace("20%", "30%"), "reason": ""}
    wrong = citizen.post(f"{base}comment/", told)
    assert (wrong.status_code, "没有写理由" in wrong.content.decode(), "30%" in wrong.content.decode()) == (
        422,
        True,
        True,
    )
    assert citizen.post(f"{base}comment/", {**told, "reason": "太低"})["Location"] == f"{base}#a1"
    mine = citizen.get("/consultations/mine/").content.decode()
    assert "增加：</span>30%</ins>" in mine
    assert "太低" not in enter("other").get("/consultations/mine/").content.decode()
    assert enter("other").post(f"{base}comments/1/withdraw/").status_code == 404
    assert citizen.post(f"{base}comments/1/withdraw/").status_code == 302
    assert "已撤回" in citizen.get("/consultations/mine/").content.decode()


def test_a_visitor_has_an_address_of_their_own(opened: Any, enter: Enter) -> None:
    visitor, base = enter("visitor"), f"/consultations/{opened.pk}/"
    told = {
        "clause": "a2",
        "kind": "add",
        "version": "1",
        "proposed": "附样表。",
        "reason": "好填",
        "name": "赵小满",
        "contact": "13700002222",
    }
    sent = visitor.post(f"{base}comment/", told)
    page = visitor.get(sent["Location"])
    assert (page.status_code, page["Cache-Control"], "待审核" in page.content.decode()) == (200, "no-store", True)
    assert visitor.get("/consultations/visitor/guessed-it/").status_code == 404
    assert visitor.post(f"{base}comments/1/withdraw/").status_code == 404
    desk = enter("officer").get(f"{base}desk/").content.decode()
    assert "13700002222" in desk
    assert "13700002222" not in visitor.get(base).content.decode()
    assert enter("officer").post(f"{base}comments/1/moderate/", {"do": "hide", "reason": "重复"}).status_code == 302
    assert "重复" in visitor.get(sent["Location"]).content.decode()


def test_a_visitor_who_sends_too_often_waits(opened: Any, enter: Enter) -> None:
    visitor, path = enter("visitor"), f"/consultations/{opened.pk}/comment/"
    told = {
        "clause": "a2",
        "kind": "add",
        "version": "1",
        "proposed": "附样表。",
        "reason": "好填",
        "name": "赵",
        "contact": "1",
    }
    codes = [visitor.post(path, told).status_code for _ in range(11)]
    assert codes == [302] * 10 + [422]
    body = {"kind": "add", "proposed": "一", "reason": "二", "name": "赵", "contact": "1"}
    answer = visitor.post(
        f"/api/v1/consultations/{opened.pk}/comments", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 429
    assert enter("citizen").post(path, told).status_code == 302


def test_officers_answer_and_the_author_is_told(
    opened: Any, enter: Enter, say: Callable[..., Any], clock: Clock
) -> None:
    say("citizen", "a1", "add", "另给予贷款贴息。")
    say("other", "a1", "add", "另给予贷款贴息！")
    base, officer, second = f"/consultations/{opened.pk}/", enter("officer"), enter("second")
    for who in ("visitor", "citizen", "away"):
        assert enter(who).get(f"{base}desk/").status_code == 403
        assert enter(who).get(f"{base}desk/1/").status_code == 403
        assert enter(who).get(f"{base}summary/").status_code == 404
        assert enter(who).get(f"{base}summary.xlsx").status_code == 404
    assert officer.get(f"{base}desk/77/").status_code == 404
    revision = queries_revision(opened)
    first = officer.post(f"{base}desk/1/", {"decision": "accepted", "explanation": "好", "revision": revision})
    assert first.status_code == 302
    late = second.post(f"{base}desk/1/", {"decision": "declined", "explanation": "我写的理由", "revision": revision})
    page = late.content.decode()
    assert late.status_code == 409
    for words in ("这一组变过", "李政策", "我写的理由", "现在存着的答复：采纳"):
        assert words in page, words
    clock.now = AFTER
    officer = enter("officer")  # the session of forty days ago has ended
    assert "公布答复" in officer.get(f"{base}desk/").content.decode()
    assert officer.post(f"{base}publish/", {"conclusion": "谢谢大家。"})["Location"] == f"{base}summary/"
    public = enter("visitor").get(f"{base}summary/").content.decode()
    assert ("谢谢大家" in public, "王*" in public, "王立" in public) == (True, True, False)
    assert {
        form: enter("visitor").get(f"{base}summary.{form}").status_code for form in ("xlsx", "pdf", "json")
    } == dict.fromkeys(("xlsx", "pdf", "json"), 200)
    citizen = enter("citizen")
    assert "条意见有了答复" in citizen.get("/").content.decode()
    assert "答复：采纳" in citizen.get("/consultations/mine/").content.decode()
    assert "条意见有了答复" not in citizen.get("/").content.decode()


def queries_revision(opened: Any) -> int:
    from luodi.service.consultations import queries

    (found,) = queries.clusters(opened)
    return int(found.revision)


def test_splitting_and_merging_on_the_page(opened: Any, enter: Enter, say: Callable[..., Any]) -> None:
    from luodi.service.consultations import queries

    for who in ("citizen", "other", "clerk"):
        say(who, "a1", "add", "另给予贷款贴息。")
    officer, base = enter("officer"), f"/consultations/{opened.pk}/desk/1/"
    assert officer.post(f"{base}split/", {"comment": ["3"], "revision": queries_revision(opened)})["Location"].endswith(
        "/desk/3/"
    )
    assert officer.post(f"{base}split/", {"comment": ["2"], "revision": "1"}).status_code == 409
    assert officer.post(f"{base}merge/", {"cluster": ["3"]})["Location"] == base
    assert officer.post(f"{base}merge/", {}).status_code == 422
    assert officer.get(base.replace("desk/1/", "desk/3/"))["Location"] == base
    assert queries.counts(opened).clusters == 1


def test_what_cannot_be_done_is_said_on_the_desk(opened: Any, enter: Enter) -> None:
    officer, base = enter("officer"), f"/consultations/{opened.pk}/"
    for path, words in (("publish/", "还没有截止"), ("close/", "没有写理由"), ("text/", "没有更新的文本")):
        assert words in officer.post(base + path, follow=True).content.decode()


def test_no_guessed_number_shows_anything(opened: Any, enter: Enter) -> None:
    for number in (opened.pk + 1, 0, 10**18, 10**40):
        assert enter("visitor").get(f"/consultations/{number}/").status_code == 404
        assert enter("citizen").get(f"/consultations/{number}/comment/").status_code == 404
        assert enter("citizen").get(f"/consultations/{number}/desk/").status_code == 403
        assert enter("officer").get(f"/consultations/{number}/desk/").status_code == 404
        assert enter("visitor").get(f"/api/v1/consultations/{number}").status_code == 404
    assert enter("citizen").get(f"/consultations/{opened.pk}/comment/?clause=nope").status_code == 404
    assert enter("citizen").get(f"/consultations/{opened.pk}/comment/?kind=nope").status_code == 404


def test_the_api_does_it_all(bring: Callable[..., Any], enter: Enter, home: Any, clock: Clock) -> None:
    bring()
    officer, clerk, visitor = ({"client": enter(who)} for who in ("officer", "clerk", "visitor"))

    def ask(who: dict[str, Any], method: str, path: str, body: Any = None) -> Any:
        more = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        answer = getattr(who["client"], method)(f"/api/v1/consultations{path}", **more)
        return answer.status_code, json.loads(answer.content)

    given = {
        "document": KEY,
        "opens": "2026-03-02",
        "closes": "2026-04-01",
        "unit": "市经信局",
        "phone": "1",
        "visitors": True,
    }
    assert ask(clerk, "post", "", given)[0] == 403
    code, made = ask(officer, "post", "", given)
    assert (code, made["phase"], made["version"]) == (201, "open", 1)
    at = f"/{made['id']}"
    assert ask(visitor, "get", "")[1]["count"] == 1
    assert [one["id"] for one in ask(visitor, "get", f"{at}/clauses")[1]["items"]][1:4] == ["a1", "a2", "a3"]
    assert ask(officer, "put", at, {**given, "closes": "2026-04-02"})[1]["closes"] == "2026-04-02"
    comment = {
        "clause": "a1",
        "kind": "add",
        "proposed": "另给予贷款贴息。",
        "reason": "利息高",
        "organisation": home.code,
    }
    assert ask(clerk, "post", f"{at}/comments", {**comment, "organisation": "SYNTHETIC0"})[0] == 404
    assert ask(clerk, "post", f"{at}/comments", comment)[1]["author"].startswith(home.name)
    code, own = ask(visitor, "post", f"{at}/comments", {**comment, "organisation": "", "name": "赵", "contact": "1"})
    assert (code, own["state"]) == (201, "waiting")
    assert ask(visitor, "get", f"{at}/comments")[1]["count"] == 0
    assert ask(clerk, "get", f"{at}/comments")[1]["count"] == 1
    assert ask(officer, "get", f"{at}/comments")[1]["count"] == 2
    assert ask(visitor, "get", f"{at}/clusters")[0] == 403
    assert ask(officer, "post", f"{at}/comments/2/moderate", {"accept": True})[1]["state"] == "shown"
    (group,) = ask(officer, "get", f"{at}/clusters")[1]["items"]
    assert group["comments"] == [1, 2]
    assert ask(officer, "post", f"{at}/clusters/1/split", {"comments": [2], "revision": group["revision"]})[0] == 201
    assert ask(officer, "post", f"{at}/clusters/merge", {"clusters": [1, 2]})[1]["size"] == 2
    code, problem = ask(
        officer, "post", f"{at}/clusters/1/answer", {"decision": "accepted", "revision": group["revision"]}
    )
    assert (code, "变过" in problem["detail"]) == (409, True)
    (group,) = ask(officer, "get", f"{at}/clusters")[1]["items"]
    assert (
        ask(officer, "post", f"{at}/clusters/1/answer", {"decision": "accepted", "revision": group["revision"]})[1][
            "answered"
        ]
        is True
    )
    assert ask(visitor, "post", f"{at}/comments/2/withdraw", {"secret": "wrong"})[0] == 404
    assert ask(visitor, "post", f"{at}/comments/2/withdraw", {"secret": own["secret"]})[1]["state"] == "withdrawn"
    assert ask(visitor, "get", f"{at}/summary")[0] == 404
    assert ask(officer, "post", f"{at}/close", {"reason": "意见已经充分"})[1]["phase"] == "closed"
    (group,) = ask(officer, "get", f"{at}/clusters")[1]["items"]
    assert ask(officer, "post", f"{at}/publish", {})[1]["phase"] == "published"
    assert ask(visitor, "get", f"{at}/summary")[1]["clusters"][0]["comments"][0]["author"] == "一家单位（未公开名称）"
    assert visitor["client"].get(f"/api/v1/consultations{at}/summary?form=pdf").content.startswith(b"%PDF")


def test_attachments_by_the_form_and_the_api(opened: Any, enter: Enter) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from luodi.service.consultations.models import Comment

    citizen, base = enter("citizen"), f"/consultations/{opened.pk}/comment/"
    told = {"clause": "a2", "kind": "add", "version": "1", "proposed": "附样表。", "reason": "好填"}
    bad = citizen.post(base, {**told, "files": SimpleUploadedFile("a.pdf", b"MZ\x00\x01program")})
    assert bad.status_code == 422
    assert not Comment.objects.exists()  # all or nothing
    assert (
        citizen.post(
            base,
            {
                **told,
                "files": [SimpleUploadedFile("甲.pdf", b"%PDF-1.7 one"), SimpleUploadedFile("乙.pdf", b"%PDF-1.7 two")],
            },
        ).status_code
        == 302
    )
    at = f"/api/v1/consultations/{opened.pk}/comments/1/attachments"
    sent = citizen.post(at, {"file": SimpleUploadedFile("丙.pdf", b"%PDF-1.7 three")})
    assert sent.status_code == 201
    assert [one["name"] for one in citizen.get(at).json()] == ["甲.pdf", "乙.pdf", "丙.pdf"]
    assert citizen.get(f"{at}/{sent.json()['digest']}").content == b"%PDF-1.7 three"
    assert enter("other").get(at).status_code == 404


def test_the_command_lists_and_exports(say: Callable[..., Any], opened: Any, tmp_path: Any) -> None:
    from click.testing import CliRunner

    from luodi.cli.consultations import consultations
    from luodi.engine.core.errors import DataError, NotFound

    say("citizen", "a1", "add", "另给予贷款贴息。")
    run = CliRunner().invoke
    assert "织机智能化" in run(consultations, ["list"]).output
    told = json.loads(run(consultations, ["list", "--json"]).output)
    assert (told[0]["id"], told[0]["shown"], told[0]["unanswered"]) == (opened.pk, 1, 1)
    file = tmp_path / "汇总.json"
    assert run(consultations, ["export", str(opened.pk), str(file)]).exit_code == 0
    assert "王立" in file.read_text("utf-8")
    assert run(consultations, ["export", str(opened.pk), str(file), "--masked"]).exit_code == 0
    assert "王立" not in file.read_text("utf-8")
    assert isinstance(run(consultations, ["export", str(opened.pk), str(tmp_path / "a.doc")]).exception, DataError)
    assert isinstance(run(consultations, ["export", "99999", str(file)]).exception, NotFound)
