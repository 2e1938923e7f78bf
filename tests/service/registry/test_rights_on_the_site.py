"""Every page and every address of the API of the registry, for every role, with codes of one's own and codes that are guessed.

The table is written by hand and does not ask the table of rights: who is named may, everybody else is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

NOW = datetime(2022, 3, 1, 8, tzinfo=UTC)
CODE, OTHER, NONE = "SYNTHETIC000000001", "SYNTHETIC000000002", "SYNTHETIC000000009"
#: role played → (authorisations (organisation, role), posts (role, region)); the enterprise is in Xihu (330106), the other in Chengdu
PARTS: dict[str, tuple[list[tuple[int, str]], list[tuple[str, str]]]] = {
    "person": ([], []), "enterprise": ([(0, "enterprise")], []), "adviser": ([(0, "adviser")], []), "enterprise_away": ([(1, "enterprise")], []),
    "officer": ([], [("officer", "330100")]), "officer_away": ([], [("officer", "510000")]), "reviewer": ([], [("reviewer", "330000")]),
    "finance": ([], [("finance", "330100")]), "auditor": ([], [("auditor", "")]), "administrator": ([], [("administrator", "")]),
}  # fmt: skip
OWN = {"enterprise", "adviser"}
SEE = {*OWN, "officer", "reviewer", "finance", "auditor"}
RECORD = {*OWN, "officer"}
TAKE = {*OWN, "officer", "finance", "auditor"}
BRING = {*RECORD, "enterprise_away", "officer_away"}
ALL = {"visitor", *PARTS}


@dataclass
class Case:
    """One address: who may, what is sent, what is answered."""

    right: str
    method: str
    path: str
    may: set[str]
    body: dict[str, Any] = field(default_factory=dict)
    done: int = 200
    refused: int = 403

    def __str__(self) -> str:
        return f"{self.method}-{self.path}"


AT = f"/registry/{CODE}"
PAGES = [
    Case("organisation.view", "GET", f"{AT}/", {*SEE, "administrator"}),
    Case("organisation.view", "GET", f"{AT}/names/", {*SEE, "administrator"}),
    Case("organisation.rename", "POST", f"{AT}/names/", {"enterprise", "officer", "administrator"}, {"name": "新名有限公司", "since": "2021-06-01"}, 302),
    Case("fact.view", "GET", f"{AT}/history/?fact=main_revenue", SEE),
    Case("fact.view", "GET", f"{AT}/evidence/{{evidence}}/", SEE),
    Case("fact.record", "GET", f"{AT}/record/", RECORD),
    Case("fact.record", "GET", f"{AT}/record/fact/?fact=main_revenue@2021", RECORD),
    Case("fact.record", "POST", f"{AT}/record/fact/?fact=ai_business", RECORD, {"ai_business": "是", "source": "self"}, 302),
    Case("fact.record", "GET", f"{AT}/record/loan/", RECORD),
    Case("fact.record", "POST", f"{AT}/record/loan/", RECORD, {"thing": "l9", "principal": "50万", "source": "self"}, 302),
    Case("fact.record", "POST", f"{AT}/withdraw/{{statement}}/", RECORD, {"reason": "抄错"}, 302),
    Case("fact.record", "POST", f"{AT}/none/", RECORD, {"entity": "award"}, 302),
    Case("fact.record", "POST", f"{AT}/gone/", RECORD, {"entity": "loan", "thing": "l1"}, 302),
    Case("fact.export", "GET", f"{AT}/facts.xlsx", TAKE),
    Case("fact.export", "GET", f"{AT}/facts.yaml", TAKE),
    Case("fact.import", "GET", "/registry/import/", BRING),
    Case("fact.import", "GET", "/registry/template.xlsx", BRING),
    Case("fact.import", "GET", "/registry/imports/{import}/", {"enterprise", "auditor"}, refused=404),
    Case("fact.import", "GET", "/registry/imports/{import}/refused.xlsx", {"enterprise", "auditor"}, refused=404),
    Case("fact.export", "GET", "/registry/export.xlsx", {*TAKE, "enterprise_away", "officer_away"}),
]  # fmt: skip
API_AT = f"/api/v1/organisations/{CODE}"
API = [
    Case("organisation.view", "GET", "/api/v1/organisations", {*SEE, "administrator", "enterprise_away", "officer_away"}),
    Case("organisation.view", "GET", API_AT, {*SEE, "administrator"}),
    Case("fact.view", "GET", f"{API_AT}/facts", SEE),
    Case("fact.view", "GET", f"{API_AT}/history?fact=main_revenue", SEE),
    Case("fact.view", "GET", f"{API_AT}/wanted?on=2021-06-01", SEE),
    Case("fact.view", "GET", f"{API_AT}/evidence/{{evidence}}", SEE),
    Case("fact.record", "POST", f"{API_AT}/facts", RECORD, {"facts": [{"fact": "ai_business", "value": "是"}]}, 201),
    Case("fact.record", "POST", f"{API_AT}/facts/{{statement}}/withdraw", RECORD, {"reason": "抄错"}),
    Case("fact.record", "POST", f"{API_AT}/none", RECORD, {"entity": "award"}, 201),
    Case("organisation.rename", "POST", f"{API_AT}/names", {"enterprise", "officer", "administrator"}, {"name": "新名有限公司", "since": "2021-06-01"}, 201),
    Case("fact.export", "GET", f"{API_AT}/facts.yaml", TAKE),
    Case("fact.export", "GET", f"{API_AT}/facts.xlsx", TAKE),
    Case("fact.import", "GET", "/api/v1/organisations/template.xlsx", BRING),
    Case("fact.import", "GET", "/api/v1/organisations/imports/{import}", {"enterprise", "auditor"}, refused=404),
    Case("fact.import", "GET", "/api/v1/organisations/imports/{import}/refused.xlsx", {"enterprise", "auditor"}, refused=404),
]  # fmt: skip


@pytest.fixture(scope="module")
def cast(
    application: Any, workbook: Callable[..., bytes], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """One person for each role, the enterprise with facts, evidence and an import of its own; taken back after the module."""
    from django.db import transaction
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")), transaction.atomic():
        yield _made(workbook)
        transaction.set_rollback(True)


def _made(workbook: Callable[..., bytes]) -> dict[str, Any]:
    from luodi.service.accounts.acting import acting
    from luodi.service.accounts.models import Authorisation, Organisation, Person, Post
    from luodi.service.files import keep
    from luodi.service.registry import actions, importing

    places = ((CODE, "西湖智能有限公司", "330106"), (OTHER, "锦江算力有限公司", "510104"))
    held = [
        Organisation.objects.create(code=code, name=name, region=region, since=NOW) for code, name, region in places
    ]
    people: dict[str, Any] = {}
    for role, (authorisations, posts) in PARTS.items():
        people[role] = Person.objects.create(login=f"r-{role}", name=f"{role}-name", joined=NOW)
        for which, kind in authorisations:
            Authorisation.objects.create(
                person=people[role], organisation=held[which], role=kind, starts=date(2020, 1, 1), granted_at=NOW
            )
        for post, region in posts:
            Post.objects.create(person=people[role], role=post, unit="某局", region=region, starts=date(2020, 1, 1))
    clerk = acting(people["enterprise"], NOW)
    file = actions.keep_evidence(clerk, held[0], keep(b"%PDF-1.7\nours\n%%EOF", kinds=["pdf"]), "年报.pdf", NOW)
    (row,) = actions.state_all(
        clerk, held[0], [("main_revenue@2021", "1200万元", actions.Origin("annual", "", file.digest))], NOW
    )
    actions.state_all(
        clerk,
        held[0],
        [
            ("loan.principal[l1]", "50万", actions.Origin("self")),
            ("hire.annual_income[张三丰]", "80万", actions.Origin("self")),
        ],
        NOW,
    )
    sent = importing.import_file(
        clerk, workbook(企业=[["统一社会信用代码", "从事人工智能产业"], [CODE, "也许"]]), "a.xlsx", importing.Wanted("self"), NOW
    )  # fmt: skip
    return {"people": people, "held": held, "statement": row.pk, "evidence": file.digest, "import": sent.pk}


@pytest.fixture
def ask(cast: dict[str, Any], database: None) -> Callable[..., Any]:
    """Ask as a role; what is changed is taken back."""
    from django.test import Client

    def asked(role: str, case: Case, path: str = "") -> Any:
        client = Client(SERVER_NAME="localhost", headers={"accept-language": "zh-hans"})
        if role != "visitor":
            client.force_login(cast["people"][role])
        at = (path or case.path).format(**{key: value for key, value in cast.items() if key not in {"people", "held"}})
        if case.method == "GET":
            return client.get(at)
        if at.startswith("/api/"):
            return client.post(at, json.dumps(case.body), content_type="application/json")
        return client.post(at, case.body)

    return asked


@pytest.mark.parametrize("role", sorted(ALL))
@pytest.mark.parametrize("case", PAGES + API, ids=str)
def test_who_may(case: Case, role: str, ask: Any) -> None:
    answer = ask(role, case)
    assert answer.status_code == (case.done if role in case.may else case.refused), answer.content.decode(
        "utf-8", "replace"
    )[:2000]


@pytest.mark.parametrize("case", [c for c in PAGES + API if CODE in c.path], ids=str)
@pytest.mark.parametrize("role", ["person", "enterprise_away", "officer_away"])
def test_a_guessed_code_tells_nothing(case: Case, role: str, ask: Any) -> None:
    """A code that is registered and one that is not give the same answer to who may see neither."""
    import re

    answers = [ask(role, case, case.path.replace(CODE, code)) for code in (CODE, NONE)]
    assert [answer.status_code for answer in answers] == [403, 403]
    plain = [re.sub(r"SYNTHETIC\d+|value=\"[^\"]*\"", "", answer.content.decode()) for answer in answers]
    assert plain[0] == plain[1]


@pytest.mark.parametrize("case", [c for c in PAGES + API if "{statement}" in c.path or "{evidence}" in c.path], ids=str)
def test_ids_of_another_enterprise_are_not_there(case: Case, ask: Any) -> None:
    """Who may act for one enterprise cannot reach what belongs to another through it."""
    assert ask("enterprise_away", case, case.path.replace(CODE, OTHER)).status_code == 404


def test_every_right_of_the_registry_is_tried() -> None:
    from luodi.service.accounts.rights import table

    tried = {case.right for case in PAGES + API}
    elsewhere = {
        "organisation.sign_up",
        "organisation.ask",
        "organisation.register",
    }  # accounts; register: test_importing
    assert {f"{kind}.{action}" for kind in ("organisation", "fact") for action in table()[kind]} - tried == elsewhere


def test_nothing_is_left_by_what_was_refused(cast: dict[str, Any], ask: Any) -> None:
    from luodi.service.audit.models import Entry
    from luodi.service.registry.models import FormerName, Statement

    tables = (Statement, FormerName, Entry)
    before = [model.objects.count() for model in tables]
    for case in PAGES + API:
        if case.method == "POST":
            for role in ALL - case.may:
                ask(role, case)
    assert [model.objects.count() for model in tables] == before


def test_the_list_holds_only_what_one_may_see(ask: Any) -> None:
    case = API[0]
    seen = {role: {one["code"] for one in ask(role, case).json()["items"]} for role in sorted(case.may)}
    assert seen == {
        "enterprise": {CODE}, "adviser": {CODE}, "enterprise_away": {OTHER}, "officer": {CODE}, "officer_away": {OTHER}, "reviewer": {CODE},
        "finance": {CODE}, "auditor": {CODE, OTHER}, "administrator": {CODE, OTHER},
    }  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        f"{AT}/?on=2021-06-01",
        f"{API_AT}/facts",
        f"{API_AT}/wanted?on=2021-06-01",
        f"{API_AT}/facts.yaml",
        f"{AT}/facts.yaml",
    ],
)
def test_a_person_is_named_only_to_who_may_see_persons(path: str, ask: Any) -> None:
    case = Case("fact.view", "GET", path, SEE)
    shown = {role: "张三丰" in _words(ask(role, case)) for role in TAKE}
    assert shown == {"enterprise": True, "adviser": False, "officer": False, "finance": True, "auditor": True}


def _words(answer: Any) -> str:
    is_json = answer["Content-Type"].startswith("application/json")
    return json.dumps(answer.json(), ensure_ascii=False) if is_json else answer.content.decode()


def test_a_token_is_held_to_its_scopes(cast: dict[str, Any], database: None) -> None:
    import hashlib

    from django.test import Client

    from luodi.service.accounts.models import Token

    digest = hashlib.sha256(b"narrow").hexdigest()
    Token.objects.create(
        person=cast["people"]["enterprise"],
        label="窄",
        digest=digest,
        scopes=["organisation.view", "fact.view"],
        created=NOW,
    )
    client = Client(SERVER_NAME="localhost", headers={"authorization": "Bearer narrow"})
    assert client.get(f"{API_AT}/facts").status_code == 200
    body = json.dumps({"facts": [{"fact": "ai_business", "value": "是"}]})
    assert client.post(f"{API_AT}/facts", body, content_type="application/json").status_code == 403
    assert client.get(f"{API_AT}/facts.yaml").status_code == 403
