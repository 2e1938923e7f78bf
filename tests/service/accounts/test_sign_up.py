"""Sign-up of a person and of an enterprise; a known enterprise is asked, never taken over."""

from __future__ import annotations

from typing import Any

import pytest

from luodi.engine.core.credit_codes import check_character, organisation_check_character

PERSON = {
    "login": "lin",
    "name": "林一",
    "password": "qing-cheng-41",
    "again": "qing-cheng-41",
    "phone": "13900005678",
    "email": "",
}


def code(number: int, region: str = "510100") -> str:
    organisation = f"{number:08d}"
    organisation += organisation_check_character(organisation)
    return (whole := f"91{region}{organisation}") + check_character(whole)


def firm(evidence: Any, **more: Any) -> dict[str, Any]:
    return {
        "code": code(20260105),
        "organisation": "岷江智造",
        "kind": "enterprise",
        "region": "",
        "role": "enterprise",
        "evidence": evidence(),
        **more,
    }


@pytest.fixture
def client(cast: Any, enter: Any) -> Any:
    return enter()


def people() -> int:
    from luodi.service.accounts.models import Person

    return Person.objects.count()


def test_a_person_alone(client: Any) -> None:
    assert client.post("/sign-up/", PERSON).headers["Location"] == "/me/organisations/"
    assert "还没有" in client.get("/me/organisations/").content.decode()
    assert client.post("/sign-out/").status_code == 302
    assert client.post("/sign-in/", {"login": "LIN", "password": PERSON["password"]}).headers["Location"] == "/me/"


def test_a_person_with_an_enterprise(client: Any, evidence: Any) -> None:
    from luodi.service.accounts.models import Authorisation
    from luodi.service.files import path

    answer = client.post("/sign-up/", {**PERSON, **firm(evidence)})
    assert answer.headers["Location"] == "/me/organisations/"
    held = Authorisation.objects.select_related("organisation").get(person__login="lin")
    assert (held.organisation.name, held.organisation.region, held.manages, held.role) == (
        "岷江智造",
        "510100",
        True,
        "enterprise",
    )
    assert path(held.evidence).is_file()
    page = client.get("/me/organisations/").content.decode()
    assert "正在代表" in page
    assert client.get(f"/authorisations/{held.organisation_id}/").status_code == 200


def test_a_known_enterprise_is_asked(client: Any, cast: Any, enter: Any, evidence: Any) -> None:
    from luodi.service.accounts.models import AccessRequest, Organisation

    client.post("/sign-up/", {**PERSON, **firm(evidence, code=cast.home.code.lower(), organisation="假冒的名字")})
    assert Organisation.objects.get(pk=cast.home.pk).name == "锦江算力"
    assert client.get(f"/authorisations/{cast.home.pk}/").status_code == 404
    page = client.get("/me/organisations/").content.decode()
    assert "等待审定" in page
    asked = AccessRequest.objects.get(person__login="lin")
    again = client.post("/me/organisations/", firm(evidence, code=cast.home.code))
    assert again.status_code == 422
    assert "申请过" in again.content.decode()
    manager = enter(cast["manager"])
    assert "林一" in manager.get("/access-requests/").content.decode()
    assert client.post(f"/access-requests/{asked.pk}/", {"what": "accept"}).status_code == 403
    assert manager.post(f"/access-requests/{asked.pk}/", {"what": "accept"}).status_code == 302
    assert client.get(f"/authorisations/{cast.home.pk}/").status_code == 200
    assert manager.post(f"/access-requests/{asked.pk}/", {"what": "accept"}).status_code == 422


def test_a_refused_request_says_why(client: Any, cast: Any, enter: Any, evidence: Any) -> None:
    from luodi.service.accounts.models import AccessRequest

    client.post("/sign-up/", {**PERSON, **firm(evidence, code=cast.home.code)})
    asked = AccessRequest.objects.get(person__login="lin")
    officer = enter(cast["officer"])
    assert officer.post(f"/access-requests/{asked.pk}/", {"what": "refuse", "reason": " "}).status_code == 422
    assert officer.post(f"/access-requests/{asked.pk}/", {"what": "refuse", "reason": "公章不清"}).status_code == 302
    assert "公章不清" in client.get("/me/organisations/").content.decode()
    client.post("/me/organisations/", firm(evidence, code=cast.home.code))
    assert AccessRequest.objects.filter(person__login="lin").count() == 2


GOOD = code(20260105)


def flipped(text: str, place: int) -> str:
    other = "1" if text[place] != "1" else "2"
    return text[:place] + other + text[place + 1 :]


def wrong_inside() -> str:
    """The inner check character is wrong, the outer one right."""
    body = GOOD[:8] + flipped(GOOD[8:17], 8)
    return body + check_character(body)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (flipped(GOOD, 17), "GB 32100-2015"), (wrong_inside(), "GB 11714-1997"), (GOOD[:-1], "17 位"), (GOOD[:9] + "O" + GOOD[10:], "是不是“0”"),
        ("SYNTHETIC000000042", "合成企业"), ("510100000000001", "工商注册号"),
    ],
)  # fmt: skip
def test_the_message_says_which_check_is_wrong_and_nobody_is_made(
    client: Any, evidence: Any, given: str, said: str
) -> None:
    before = people()
    answer = client.post("/sign-up/", {**PERSON, **firm(evidence, code=given)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page.replace("&quot;", '"')
    assert 'value="林一"' in page
    assert given in page
    assert people() == before
    assert "sessionid" not in client.cookies or client.get("/me/").status_code == 403


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "12345678", "again": "12345678"}, "密码"), ({"password": "1234567890123", "again": "1234567890123"}, "数字"), ({"password": "password12", "again": "password12"}, "常见"),
        ({"password": "linlinlin-lin", "again": "linlinlin-lin", "login": "linlinlin-li"}, "相似"), ({"again": "another-one-7"}, "不一样"),
        ({"login": "t-person"}, "已经有人用了"), ({"login": "a b"}, "登录名不能用"), ({"login": "<script>"}, "登录名不能用"),
        ({"name": ""}, "必填"), ({"phone": "电话"}, "手机号不对"), ({"email": "no"}, "电子邮件地址不对"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_chinese(client: Any, change: dict[str, str], said: str) -> None:
    before = people()
    answer = client.post("/sign-up/", {**PERSON, **change})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "This" not in page
    assert people() == before


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [(b"MZ\x90\x00\x03" * 50, "授权书.pdf", "从内容看不出"), (b"<html><script>1</script></html>", "a.png", "网页"), (b"", "a.pdf", "空"), (b"%PDF-1.7" + b"x" * 10_000_001, "a.pdf", "太大")],
)  # fmt: skip
def test_an_evidence_is_known_by_its_content(client: Any, evidence: Any, content: bytes, name: str, said: str) -> None:
    before = people()
    answer = client.post("/sign-up/", {**PERSON, **firm(evidence), "evidence": evidence(content, name)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert people() == before


def test_what_is_wrong_in_both_halves_is_said_at_once(client: Any, evidence: Any) -> None:
    before = people()
    given = {
        **PERSON,
        "login": "a b",
        "password": "short",
        "again": "short",
        "code": flipped(GOOD, 17),
        "organisation": "",
    }
    page = client.post("/sign-up/", given).content.decode()
    for words in ("登录名不能用", "至少 10 位", "GB 32100-2015", "必填"):
        assert words in page
    assert people() == before


def test_an_adviser_chooses_for_whom(client: Any, evidence: Any) -> None:
    from luodi.service.accounts.models import Organisation

    client.post("/sign-up/", PERSON)
    client.post("/me/organisations/", firm(evidence, role="adviser"))
    client.post("/me/organisations/", firm(evidence, role="adviser", code=code(20260106), organisation="沱江视觉"))
    first, second = Organisation.objects.filter(name__in=["岷江智造", "沱江视觉"]).order_by("pk")
    api = "/api/v1/me"
    assert [row["chosen"] for row in client.get(api).json()["organisations"]] == [False, False]
    assert client.post("/me/organisations/choose/", {"organisation": second.pk}).status_code == 302
    chosen = {row["organisation"]["name"]: row["chosen"] for row in client.get(api).json()["organisations"]}
    assert chosen == {"岷江智造": False, "沱江视觉": True}
    assert client.post("/me/organisations/choose/", {"organisation": first.pk + 1000}).status_code == 403
    assert client.post("/me/organisations/choose/", {"organisation": "x"}).status_code == 403
    # an adviser acts for the enterprise, but does not say who else may
    assert client.get(f"/authorisations/{second.pk}/").status_code == 404


def test_sign_up_of_an_enterprise_by_the_api(cast: Any, enter: Any, evidence: Any) -> None:
    client = enter(cast["person"])
    given = {"code": GOOD, "name": "岷江智造", "evidence": evidence()}
    made = client.post("/api/v1/me/organisations", given)
    assert made.status_code == 201
    assert made.json()["request"] is None
    asked = enter(cast["other"]).post("/api/v1/me/organisations", {**given, "evidence": evidence()})
    assert asked.json()["authorisation"] is None
    wrong = client.post("/api/v1/me/organisations", {**given, "code": flipped(GOOD, 17), "evidence": evidence()})
    assert wrong.status_code == 422
    assert wrong.json()["problems"][0]["place"] == "code"


def test_one_region_is_told_by_the_code_or_by_hand(cast: Any) -> None:
    from luodi.service.accounts.regions import of_code

    assert of_code(code(7)) == "510100"
    assert of_code(code(7, "100000")) == ""
