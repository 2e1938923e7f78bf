"""The API of the check-up: answer facts, ask the next question, keep check-ups, set reports, share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from luodi.engine.core.errors import DataError
from luodi.engine.core.money import plain
from luodi.engine.core.strict_yaml import Source
from luodi.engine.rules.answer_json import as_data, totals_data
from luodi.engine.rules.model import Policy
from luodi.engine.rules.situation import Situation
from luodi.service.accounts.models import Organisation
from luodi.service.accounts.rights import require
from luodi.service.checkups import actions, advice, answering, asking, files, queries, replying, report, saved_pages
from luodi.service.checkups.models import SavedCheckUp, ShareLink
from luodi.service.checkups.told import Told, fact_file, of_situation
from luodi.service.lists import part
from luodi.service.policies.queries import library
from luodi.service.registry import queries as registry

router = Router(tags=["政策体检"])


class CheckIn(Schema):
    """要体检的事实，与事实文件同形：enterprise、project、received、in_force …；日期和金额可以写成文字"""

    on: date
    region: str = ""
    policies: list[str] = Field(default_factory=list)
    facts: dict[str, Any]


class TellIn(CheckIn):
    """对一个问题的回答；unit 是金额的单位：1 元、10000 万元、100000000 亿元"""

    key: str
    value: str
    unit: str = ""


class SaveIn(CheckIn):
    """要保存的体检；organisation 是所代表企业的统一社会信用代码，不写则只归本人"""

    title: str
    organisation: str = ""


class ChangeIn(Schema):
    """要改的：名称，或者事实（连同日期）"""

    title: str | None = None
    on: date | None = None
    region: str = ""
    facts: dict[str, Any] | None = None


class ShareIn(Schema):
    """一个只读链接：几天以后失效，除了结论和金额还显示什么"""

    days: int = 30
    label: str = ""
    shows_name: bool = False
    shows_facts: bool = False


@router.post("/check", summary="政策体检")
def check(request: HttpRequest, given: CheckIn) -> Any:
    """按事实逐条体检，与 luodi check --json 的内容相同。"""
    situation, policies = _given(request, given)
    return _long(as_data(answering.of_situation(situation, policies), library().vocabulary))


@router.post("/check/questions", summary="还该问什么")
def questions(request: HttpRequest, given: CheckIn, limit: int = 20, offset: int = 0) -> Any:
    """还缺的事实，最值钱的在前：牵动多少金额、哪些支持，怎么填。"""
    situation, policies = _given(request, given)
    answer, told = answering.of_situation(situation, policies), of_situation(situation, given.region)
    waiting = asking.queue(answer)
    asked = [
        _question(asking.question(key, told, answer), plain(ask.stake)) for key, ask in waiting[part(limit, offset)]
    ]
    return {"items": [one for one in asked if one], "count": len(waiting)}


@router.post("/check/tell", summary="答一问")
def tell(request: HttpRequest, given: TellIn) -> Any:
    """把一个回答（可以带单位、百分号、中文日期）写进事实：回答改好的事实、合计和下一问。"""
    situation, policies = _given(request, given)
    told = replying.told_with(of_situation(situation, given.region), given.key, given.value, given.unit)
    answer = answering.of_situation(answering.situation_of(told), policies)
    waiting = asking.queue(answer)
    after = _question(asking.question(waiting[0][0], told, answer), plain(waiting[0][1].stake)) if waiting else None
    return {"facts": _facts(told), "totals": totals_data(answer.totals), "next": after}


@router.post("/check/best", summary="最优组合")
def best(request: HttpRequest, given: CheckIn, by: str = "amount") -> Any:
    """互斥、自选其一、共用上限之下申报哪几项最好，放弃了什么、为什么。by：先比 amount、at_most 还是 unknown。"""
    if by not in {"amount", "at_most", "unknown"}:
        raise DataError(f"没有“{by[:20]}”这种比法", fix="写 amount、at_most 或 unknown")
    situation, policies = _given(request, given)
    found = advice.combination(answering.best_for(situation, policies, by))
    return {
        "by": by, "proved": found.proved, "totals": totals_data(found.now), "totals_with_unverified": totals_data(found.whole),
        "chosen": [{"claim": one.path, "title": one.title, "kind": one.kind, "state": one.state, "sum": one.sum, "clause": list(one.clause)} for one in found.chosen],
        "given_up": [{"claim": one.path, "title": one.title, "alone": one.alone, "why": list(one.why), "instead": one.instead} for one in found.refused],
        "equal": [{"sets": [list(titles) for titles in one.sets], "more": one.more} for one in found.equal],
    }  # fmt: skip


@router.post("/check/next-steps", summary="再差多少")
def next_steps(request: HttpRequest, given: CheckIn, limit: int = 20, offset: int = 0) -> Any:
    """只改一个已填的事实，最少改多少、能多得多少。"""
    situation, policies = _given(request, given)
    found = answering.next_for(situation, policies)
    shown = advice.steps(found[part(limit, offset)], given.on.year)
    return {
        "items": [
            {"fact": one.key, "label": one.fact, "before": one.before, "after": one.after, "difference": one.difference, "gain": one.gain,
             "effects": [{"title": title, "before": a, "after": b, "reaches": reached} for _anchor, title, a, b, reached in one.effects], "missing": list(one.lacks)}
            for one in shown
        ],
        "count": len(found),
    }  # fmt: skip


@router.post("/check/report", summary="PDF 报告")
def check_report(request: HttpRequest, given: CheckIn) -> Any:
    """把体检排成 PDF。"""
    situation, _policies = _given(request, given)
    return _pdf(report.sheet(of_situation(situation, given.region), timezone.localdate(timezone.now())))


@router.get("/check-ups", summary="保存过的体检")
def listed(request: HttpRequest, limit: int = 50, offset: int = 0) -> Any:
    """看得到的体检，最近的在前。"""
    rows = queries.visible(request.acting)  # type: ignore[attr-defined]
    return {"items": [_saved(one) for one in rows[part(limit, offset)]], "count": rows.count()}


@router.post("/check-ups", response={201: Any}, summary="保存一次体检")
def save(request: HttpRequest, given: SaveIn) -> Any:
    """保存事实和日期；以后按当时的政策库重新计算。"""
    situation, _policies = _given(request, given)
    acting = request.acting  # type: ignore[attr-defined]
    organisation = registry.found(acting, given.organisation, "fact.view").pk if given.organisation else None
    return Status(
        201,
        _saved(
            actions.save(
                acting, of_situation(situation, given.region), given.title, timezone.now(), organisation=organisation
            )
        ),
    )


@router.get("/check-ups/compare", summary="比较两次体检")
def compare(request: HttpRequest, a: int, b: int) -> Any:
    """两次体检不同的事实、结果不同的支持；都按现在的政策库重新算。"""
    sides = [queries.side(queries.found(request.acting, number)) for number in (a, b)]  # type: ignore[attr-defined]
    both = queries.compared(*sides)
    return {
        "totals": [totals_data(one.answer.totals) for one in sides],
        "facts": [{"label": d.label, "entity": d.owner or None, "a": d.left, "b": d.right} for d in both.facts],
        "claims": [{"label": d.label, "clause": d.owner, "a": d.left, "b": d.right} for d in both.claims],
    }  # fmt: skip


@router.get("/check-ups/{int:number}", summary="一次体检")
def saved(request: HttpRequest, number: int) -> Any:
    """一次体检和它的事实。"""
    held = queries.found(request.acting, number)  # type: ignore[attr-defined]
    return {**_saved(held), "facts": _facts(queries.told_of(held))}


@router.patch("/check-ups/{int:number}", summary="改一次体检")
def change(request: HttpRequest, number: int, given: ChangeIn) -> Any:
    """改名称，或换上另一套事实。"""
    told = None
    acting = request.acting  # type: ignore[attr-defined]
    held = queries.found(acting, number, "checkup.save")
    if given.facts is not None:
        body = CheckIn(on=given.on or held.on, region=given.region or held.region, facts=given.facts)
        told = of_situation(_given(request, body)[0], body.region)
    return _saved(actions.change(acting, number, timezone.now(), told=told, title=given.title))


@router.delete("/check-ups/{int:number}", response={204: None}, summary="移去一次体检")
def remove(request: HttpRequest, number: int) -> Any:
    """抹去事实，链接一并失效。"""
    actions.remove(request.acting, number, timezone.now())  # type: ignore[attr-defined]
    return Status(204, None)


@router.get("/check-ups/{int:number}/answer", summary="一次体检的结果")
def answer(request: HttpRequest, number: int) -> Any:
    """按现在的政策库计算，与 POST /check 同形。"""
    held = queries.found(request.acting, number)  # type: ignore[attr-defined]
    return _long(as_data(answering.answer_to(queries.told_of(held)), library().vocabulary))


@router.get("/check-ups/{int:number}/report.pdf", summary="一次体检的 PDF 报告")
def saved_report(request: HttpRequest, number: int) -> Any:
    """排成 PDF。"""
    held = queries.found(request.acting, number)  # type: ignore[attr-defined]
    name = held.organisation.name if held.organisation else ""
    return _pdf(report.sheet(queries.told_of(held), timezone.localdate(timezone.now()), name=name))


@router.get("/check-ups/{int:number}/links", summary="分享的链接")
def links(request: HttpRequest, number: int) -> Any:
    """一次体检的链接，最近的在前；链接本身只在做的时候给一次。"""
    held = queries.found(request.acting, number, "checkup.share")  # type: ignore[attr-defined]
    rows = list(held.links.all())
    return {"items": [_link(one) for one in rows], "count": len(rows)}


@router.post("/check-ups/{int:number}/links", response={201: Any}, summary="做一个只读链接")
def share(request: HttpRequest, number: int, given: ShareIn) -> Any:
    """回答里的 secret 只给这一次；打开 /shared/<secret>/ 不用登录。"""
    acting = request.acting  # type: ignore[attr-defined]
    made, secret = actions.share(
        acting, number, timezone.now(), days=given.days, label=given.label, shows_name=given.shows_name, shows_facts=given.shows_facts
    )  # fmt: skip
    return Status(201, {**_link(made), "secret": secret, "path": f"/shared/{secret}/"})


@router.delete("/check-ups/{int:number}/links/{int:link}", response={204: None}, summary="撤销一个链接")
def revoke(request: HttpRequest, number: int, link: int) -> Any:
    """此后打开它得到 410。"""
    actions.revoke(request.acting, number, link, timezone.now())  # type: ignore[attr-defined]
    return Status(204, None)


@router.get("/shared/{secret}", summary="链接里的体检")
def shared(request: HttpRequest, secret: str) -> Any:
    """只有主人选了显示的内容；撤销或过期得 410。"""
    link = queries.shared(secret, timezone.now())
    sheet = saved_pages.shared_sheet(link)
    return {
        "on": link.check_up.on,
        "expires_at": link.expires_at,
        **{name: sheet[name] for name in ("name", "region", "totals", "yes", "open", "facts")},
    }


def _given(request: HttpRequest, given: CheckIn) -> tuple[Situation, tuple[Policy, ...]]:
    """The situation that was sent, every number as it was written, and the policies asked about."""
    require(request.acting, "checkup.answer")  # type: ignore[attr-defined]
    held = library()
    if given.region:
        held.vocabulary.regions.check(given.region)
    body = files.exact_json(request.body)
    facts = body.get("facts") if isinstance(body, Mapping) else None
    data = files.read_texts(
        {**facts, "on": given.on} if isinstance(facts, Mapping) else {"on": given.on}, held.vocabulary
    )
    situation = files.situation(Source("facts", data, {}), given.on)
    return situation, tuple(held.policy(own) for own in given.policies) if given.policies else answering.policies_of(
        given.region
    )


def _long(data: Mapping[str, Any]) -> HttpResponse:
    """A long answer of texts: written at once and in its own characters, which takes half the time and half the room."""
    return HttpResponse(json.dumps(data, ensure_ascii=False), content_type="application/json; charset=utf-8")


def _facts(told: Told) -> dict[str, Any]:
    return {name: held for name, held in fact_file(told, library().vocabulary).items() if name != "on"}


def _question(asked: asking.Question | None, stake: str) -> dict[str, Any] | None:
    if asked is None:
        return None
    field = asked.field
    return {
        "key": asked.key, "form": asked.form, "label": asked.label, "meaning": asked.meaning, "of": asked.owner or None, "stake": stake,
        "widget": field.widget if field else None, "unit": field.unit if field else None, "known_by": field.known_by if field else None,
        "judged": field.judged if field else False, "choices": [{"value": value, "label": label} for value, label in field.choices] if field else [],
        "decides": [{"support": f"{one.policy}#{one.support}", "title": one.title, "clause": list(one.clause), "open": one.open} for one in asked.decides],
    }  # fmt: skip


def _saved(held: SavedCheckUp) -> dict[str, Any]:
    return {
        "id": held.pk, "title": held.title, "on": held.on, "region": held.region, "organisation": _code(held.organisation), "totals": held.totals,
        "saved_at": held.saved_at, "changed_at": held.changed_at, "library_changed": held.library != answering.digest(),
    }  # fmt: skip


def _code(organisation: Organisation | None) -> str | None:
    return organisation.code if organisation else None


def _link(link: ShareLink) -> dict[str, Any]:
    return {
        "id": link.pk, "label": link.label, "shows_name": link.shows_name, "shows_facts": link.shows_facts, "created_at": link.created_at,
        "expires_at": link.expires_at, "revoked_at": link.revoked_at,
    }  # fmt: skip


def _pdf(sheet: Mapping[str, Any]) -> HttpResponse:
    return HttpResponse(report.pdf(sheet), content_type="application/pdf", headers={"Cache-Control": "no-store"})
