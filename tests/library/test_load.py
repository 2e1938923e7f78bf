"""A policy folder is loaded strictly: what is wrong is told with file, line, what to do, and the nearest right word."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from luodi.engine.core.errors import DataError, LuodiError, NotFound, Problems
from luodi.engine.library.words import load_vocabulary
from luodi.engine.rules.model import Kind

if TYPE_CHECKING:
    from tests.conftest import Desk

BODY = "values: {rate: 0.2, cap: 30}\nat_most: min(capital * rate, cap)\n"


def faults(desk: Desk, supports: str, head: str = "", **top: str) -> list[LuodiError]:
    """Return what is wrong with a policy of these supports."""
    folder = desk.empty()
    desk.write(folder, desk.text(supports, head, **top))
    with pytest.raises(LuodiError) as caught:
        desk.library(folder).policy("north/town/plan")
    error = caught.value
    return list(error.problems) if isinstance(error, Problems) else [error]


def fault(desk: Desk, supports: str, head: str = "", **top: str) -> LuodiError:
    """Return the only fault of a policy, which must name its file and line."""
    found = faults(desk, supports, head, **top)
    assert len(found) == 1, "\n".join(map(str, found))
    assert found[0].place.file.endswith("north/town/plan/policy.yaml")
    assert found[0].place.line is not None
    return found[0]


def in_one(desk: Desk, body: str, head: str = "") -> LuodiError:
    return fault(desk, desk.support(body), head)


# -- what a policy becomes


def test_a_policy_is_read_whole(desk: Desk) -> None:
    body = """
    for: project
    values: {each: 60}
    when: [shortlisted, {if: invest > 0, clause: 第十条, note: 有投入}]
    amount: each
    pays: [0.4, 0.6]
    quota: {count: 10, per: year}
    unmodelled: 专家评审
    commitments: [{text: 五年不迁离, clause: 第九条, years: 5}]
    application: {window: 每年3月, contact: [{office: 某处, phone: "123"}]}
    """
    head = """
    checked: 2024-01-01
    bodies: [市科技局]
    application: {clause: 四, window: 每年1月, opens: "01-01", closes: "03-31", where: 某局}
    """
    support = desk.one(body, head).policy.supports[0]
    assert (support.path, support.entity, support.kind, support.instrument) == (
        "north/town/plan#1",
        "project",
        Kind.AMOUNT,
        "grant",
    )
    assert [(c.clause, c.note) for c in support.conditions] == [(("一",), ""), (("第十条",), "有投入")]
    assert (support.application.window, support.application.where, support.application.closes) == (
        "每年3月",
        "某局",
        (3, 31),
    )
    assert support.application.contacts[0].phones == ("123",)
    assert support.bodies == ("市科技局",)
    assert support.commitments[0].years == 5
    assert support.unmodelled == ("专家评审",)
    assert str(support.checked) == "2024-01-01"


@pytest.mark.parametrize(
    ("own", "clause"),
    [
        ("1", "一"),
        ("2.5.3", "二/（五）/3"),
        ("a11", "第十一条"),
        ("a24.3", "第二十四条/（三）"),
        ("1.1-2", "一/（一）"),
        ("end", "末段"),
        ("2", "[二/（一）, 二/（二）]"),
    ],
)
def test_a_support_id_that_fits_its_clause_is_accepted(desk: Desk, own: str, clause: str) -> None:
    assert desk.plan(desk.support(BODY, own, clause)).policy.support(own) is not None


# -- unknown words, each with the nearest


@pytest.mark.parametrize(
    ("supports", "head", "near"),
    [
        ("instrumnt: grant", "", "instrument"),
        ("unmodeled: [x]", "", "unmodelled"),
        ("for: projcet", "", "project"),
        ("when: accreditid", "", "accredited"),
        ("when: foundedon <= on", "", "founded_on"),
        ("group: parc", "groups: {park: {rule: highest_only, clause: 九}}", "park"),
        ("limits: [{per: projct, period: year, cap: 5}]", "", "project"),
        ("limits: [{per: enterprise, period: year, cap: capp}]", "", "cap"),
        ("limits: [{per: enterprise, perid: year, cap: 5}]", "", "period"),
        ("application: {windw: x}", "", "window"),
        ("", "in_forc: {}", "in_force"),
        ("", "rounding: {clause: 九, facts: {salse: {to: 1, how: down}}}", "sales"),
        ("", 'limits: [{supports: ["11"], per: enterprise, period: year, cap: 5, clause: 九}]', "1"),
        ("", "combining: {rul: stacks}", "rule"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest(desk: Desk, supports: str, head: str, near: str) -> None:
    found = faults(desk, desk.support(BODY + supports), head)
    assert any(f"“{near}”" in error.fix for error in found), "\n".join(map(str, found))
    assert all(error.place.line for error in found)


def test_a_wrong_instrument_lists_the_right_ones(desk: Desk) -> None:
    error = fault(desk, desk.support(BODY, instrument="subsidy"))
    assert "grant" in error.fix
    assert "reward" in error.fix


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (BODY.replace("cap: 30", "cap: 30, spare: 5"), "spare"),
        (BODY + "open_questions: [{ask: x, assume: {basis: 365}}]", "basis"),
        (BODY.replace("cap: 30", "cap: 30, base: capital + tax"), "base"),
    ],
)
def test_a_figure_that_is_not_used_is_refused(desk: Desk, body: str, what: str) -> None:
    error = in_one(desk, body)
    assert f"“{what}”" in error.what
    assert error.fix


def test_a_figure_used_only_as_a_limit_is_used(desk: Desk) -> None:
    plan = desk.one("values: {x: 5, ceiling: 30}\namount: x\nlimits: [{per: enterprise, period: year, cap: ceiling}]")
    assert plan.ask().sum is not None


def definition(name: str = "input", values: str = "{labour_share: 0.5}", formula: str = "cost * labour_share") -> str:
    return f"definitions: {{{name}: {{title: 投入, clause: 四, values: {values}, formula: {formula}}}}}\n"


USES = "for: project\nvalues: {r_rate: 0.1}\namount: input * r_rate\n"


def test_a_definition_that_no_support_uses_is_refused(desk: Desk) -> None:
    assert "“input”" in in_one(desk, BODY, definition()).what


def test_a_figure_of_a_definition_that_is_not_used_is_refused(desk: Desk) -> None:
    assert "“spare”" in in_one(desk, USES, definition(values="{labour_share: 0.5, spare: 2}")).what


def test_a_figure_of_a_support_may_not_take_the_place_of_a_definitions(desk: Desk) -> None:
    assert (
        "“labour_share”"
        in in_one(desk, USES.replace("{r_rate: 0.1}", "{r_rate: 0.1, labour_share: 0.2}"), definition()).what
    )


def test_two_definitions_may_not_share_the_name_of_a_figure(desk: Desk) -> None:
    head = """
    definitions:
      input: {title: 投入, clause: 四, values: {share: 0.5}, formula: cost * share}
      other: {title: 其他, clause: 五, values: {share: 0.2}, formula: invest * share}
    """
    assert "“share”" in in_one(desk, "for: project\namount: input + other", head).what


@pytest.mark.parametrize("name", ["capital", "invest"])
def test_a_definition_may_not_have_the_name_of_a_fact(desk: Desk, name: str) -> None:
    found = faults(desk, desk.support(USES.replace("input", name)), definition(name))
    assert any(f"“{name}”" in error.what for error in found)


@pytest.mark.parametrize("name", ["capital", "on", "received", "min", "step", "sales"])
def test_a_figure_may_not_have_a_name_that_means_something_else(desk: Desk, name: str) -> None:
    found = faults(desk, desk.support(f"values: {{{name}: 5}}\namount: {name}"))
    assert any(f"“{name}”" in error.what for error in found)


def test_sub_formulas_in_a_circle_are_refused(desk: Desk) -> None:
    assert "绕回" in in_one(desk, "values: {one: two + capital, two: one - tax}\namount: one").what


def test_definitions_in_a_circle_are_refused(desk: Desk) -> None:
    head = """
    definitions:
      one: {title: 甲, clause: 四, formula: two + cost}
      two: {title: 乙, clause: 四, formula: one + cost}
    """
    assert "绕回" in in_one(desk, "for: project\namount: one", head).what


# -- figures


@pytest.mark.parametrize(
    "values",
    [
        "{x: true}",
        "{x: null}",
        "{x: {a: b}}",
        "{x: [1, 2]}",
        "{x: [[1, 2, 3]]}",
        "{x: [[2, 5], [1, 3]]}",
        "{x: [[1, 5], [1, 6]]}",
        "{x: {start: 5, 2020-13-01: 6}}",
        "{x: {2020-02-30: 6}}",
        "{x: {start: capital, 2020-01-01: tax}}",
        "{x: []}",
        "{x: {}}",
    ],
)
def test_a_figure_that_cannot_be_read_is_refused(desk: Desk, values: str) -> None:
    for error in faults(desk, desk.support(f"values: {values}\namount: x")):
        assert error.place.line is not None
        assert error.place.key.startswith("supports.0")


@pytest.mark.parametrize("name", ["rate", "own_share", "top_ratio", "part_percent"])
def test_a_ratio_is_written_as_a_part_of_one(desk: Desk, name: str) -> None:
    assert "0.2" in in_one(desk, f"values: {{{name}: 20}}\namount: capital * {name}").fix


@pytest.mark.parametrize("cap", ["{a: 5}", "[5]", "tiers", "rows", "true", "-5", "0"])
def test_a_limit_that_is_no_sum_is_refused(desk: Desk, cap: str) -> None:
    tables = "values: {tiers: [[1, 2]], rows: {national: 5}}\namount: step(capital, tiers) + pick(level, rows)\n"
    body = f"{tables}limits: [{{per: enterprise, period: year, cap: {cap}}}]"
    assert faults(desk, desk.support(body))


def test_a_limit_per_an_entity_that_its_support_does_not_have_is_refused(desk: Desk) -> None:
    assert "project" in str(in_one(desk, BODY + "limits: [{per: project, period: year, cap: 5}]"))


def test_a_limit_that_a_single_enterprise_cannot_compute_is_kept_when_the_support_says_so(desk: Desk) -> None:
    plan = desk.one("values: {x: 9}\namount: x\nlimits: [{per: site, period: year, cap: 5}]\nunmodelled: [各企业共用]")
    claim = plan.ask()
    assert claim.sum is not None
    assert claim.sum.hi == 9
    assert claim.support.unmodelled


def test_a_limit_of_a_support_joins_no_other_supports(desk: Desk) -> None:
    in_one(desk, BODY + 'limits: [{supports: ["1", "2"], per: enterprise, period: year, cap: 5}]')


def test_a_policy_limit_says_which_supports_it_joins(desk: Desk) -> None:
    in_one(desk, BODY, "limits: [{per: enterprise, period: year, cap: 5, clause: 九}]")


# -- money


@pytest.mark.parametrize(
    "kinds",
    [
        "",
        "amount: capital\nat_most: capital",
        "amount: capital\ndiscretion: 视情况",
        "at_most: capital\namount: tax\ndiscretion: x",
    ],
)
def test_a_support_has_exactly_one_word_for_money(desk: Desk, kinds: str) -> None:
    assert "at_most" in str(in_one(desk, kinds or "values: {}"))


def test_a_promised_least_stands_only_beside_a_ceiling(desk: Desk) -> None:
    assert "at_least" in in_one(desk, "amount: capital\nat_least: tax").what


@pytest.mark.parametrize("kind", ["amount", "at_most"])
def test_a_bare_number_is_not_a_formula(desk: Desk, kind: str) -> None:
    assert "values" in in_one(desk, f"{kind}: 3_000_000").fix


def test_a_sum_must_be_money(desk: Desk) -> None:
    assert "金额" in in_one(desk, "amount: patents").what


def test_a_condition_must_be_a_condition(desk: Desk) -> None:
    assert "capital" in str(in_one(desk, BODY + "when: capital"))


def test_one_condition_needs_no_list(desk: Desk) -> None:
    support = desk.one(BODY + "when: {if: accredited, note: 已认定}").policy.supports[0]
    assert [c.note for c in support.conditions] == ["已认定"]


@pytest.mark.parametrize("pays", ["[0.4, 0.3]", "[0.5, 0.6]", "[1.5]", "[-1, 2]", "5"])
def test_instalments_add_up_to_one(desk: Desk, pays: str) -> None:
    assert faults(desk, desk.support(BODY + f"pays: {pays}"))


@pytest.mark.parametrize("shares", ["{city: 0.5}", "{city: 0.5, district: 0.6}", "{city: all}"])
def test_budgets_add_up_to_one(desk: Desk, shares: str) -> None:
    assert "funded_by" in in_one(desk, BODY + f"funded_by: {shares}").place.key


@pytest.mark.parametrize(
    "key",
    [
        "years_paid: 2.5",
        "years_paid: 0",
        "quota: {count: 1.5}",
        "limits: [{per: enterprise, period: {years: 0.5}, cap: 5}]",
    ],
)
def test_years_and_quotas_are_whole_and_above_zero(desk: Desk, key: str) -> None:
    in_one(desk, BODY + key)


# -- clauses and ids


@pytest.mark.parametrize(("own", "clause"), [("2", "一"), ("a11", "第十二条"), ("2.5.3", "二/（五）/4"), ("1-2", "二")])
def test_a_support_id_that_does_not_fit_its_clause_is_told_the_right_one(desk: Desk, own: str, clause: str) -> None:
    error = fault(desk, desk.support(BODY, own, clause))
    assert own in error.what
    assert error.fix


def test_a_clause_that_cannot_be_read_is_refused(desk: Desk) -> None:
    assert "附则" in fault(desk, desk.support(BODY, clause="附则")).what


@pytest.mark.parametrize("own", ["x", "1a", "第一条", "1.", "-1"])
def test_a_support_id_has_a_form(desk: Desk, own: str) -> None:
    assert fault(desk, desk.support(BODY, own)).fix


def test_an_id_that_is_no_text_is_told_to_be_quoted(desk: Desk) -> None:
    error = fault(desk, desk.support(BODY).replace('id: "1"', "id: 1"))
    assert "引号" in error.fix


def test_two_supports_may_not_share_an_id(desk: Desk) -> None:
    error = fault(desk, desk.support(BODY) * 2)
    assert "写了两次" in error.what
    assert error.why


def test_implements_names_a_support(desk: Desk) -> None:
    assert "#" in in_one(desk, BODY + "implements: north/town/other").fix


def test_a_group_that_no_support_uses_is_refused(desk: Desk) -> None:
    assert "park" in in_one(desk, BODY, "groups: {park: {rule: highest_only, clause: 九}}").what


def test_a_fact_is_only_cut_down_and_the_file_says_so(desk: Desk) -> None:
    for how in ("", ", how: half_up"):
        in_one(desk, BODY, f"rounding: {{clause: 九, facts: {{sales: {{to: 10_000{how}}}}}}}")


def test_an_unknown_fact_to_cut_is_told_once_for_all_supports(desk: Desk) -> None:
    supports = desk.support(BODY) + desk.support(BODY, "2", "二") + desk.support(BODY, "3", "三")
    fault(desk, supports, "rounding: {clause: 九, facts: {xyzzy: {to: 1, how: down}}}")


# -- the head


@pytest.mark.parametrize(
    "in_force",
    [
        "{from: 2020-13-01}",
        "{from: soon}",
        "{from: issue+30}",
        "{until: from+four}",
        "{from: 2021-01-01, until: 2020-01-01}",
        "{from: [2020]}",
        "{from: from+1y}",
    ],
)
def test_a_term_that_cannot_be_read_is_refused(desk: Desk, in_force: str) -> None:
    assert "in_force" in fault(desk, desk.support(BODY), in_force=in_force).place.key or "2020-13-01" in in_force


@pytest.mark.parametrize(
    "issued", ['"2019-13"', "x", "19", "{not_before: y}", "{not_before: 2020-01-01, not_after: 2019-01-01}"]
)
def test_a_day_of_issue_that_is_none_is_refused(desk: Desk, issued: str) -> None:
    assert "issued" in in_one(desk, BODY, f"issued: {issued}").place.key


@pytest.mark.parametrize("key", ["title", "region", "status", "supports"])
def test_what_every_policy_must_say_is_asked_for(desk: Desk, key: str) -> None:
    folder = desk.empty()
    text = desk.text(desk.support(BODY))
    kept = (
        text.partition("supports:")[0]
        if key == "supports"
        else "\n".join(line for line in text.splitlines() if not line.startswith(key))
    )
    desk.write(folder, kept)
    with pytest.raises(Problems) as caught:
        desk.library(folder).policy("north/town/plan")
    assert [f"“{key}”" in error.what for error in caught.value.problems] == [True]


@pytest.mark.parametrize("region", ["33010", "990100", "杭州市"])
def test_a_region_must_exist(desk: Desk, region: str) -> None:
    folder = desk.empty()
    desk.write(folder, desk.text(desk.support(BODY)).replace("330100", region))
    with pytest.raises(Problems) as caught:
        desk.library(folder).policy("north/town/plan")
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].place.line == 2


def test_a_scope_knows_only_facts_of_the_enterprise(desk: Desk) -> None:
    in_one(desk, BODY, "scope: {clause: 九}\nwhen_all: invest > 0")


@pytest.mark.parametrize("day", ["3-31", "02-30", "13-01", "三月"])
def test_a_day_of_the_year_is_month_and_day(desk: Desk, day: str) -> None:
    assert "03-31" in in_one(desk, BODY + f'application: {{closes: "{day}"}}').fix


def test_every_fault_of_a_file_is_told_at_once(desk: Desk) -> None:
    supports = (
        desk.support(BODY.replace("cap: 30", "cap: 30, spare: 1"))
        + desk.support("amount: capitl", "2", "二")
        + desk.support("amount: patents", "3", "三")
    )
    found = faults(desk, supports)
    assert len(found) == 3
    assert sorted({e.place.line for e in found if e.place.line}) == [
        e.place.line for e in sorted(found, key=lambda e: e.place.line or 0)
    ]


# -- folders


def test_a_missing_file_of_a_folder_is_named(desk: Desk) -> None:
    for name in ("policy.yaml", "cases.yaml"):
        folder = desk.empty()
        (desk.write(folder, desk.text(desk.support(BODY))) / name).unlink()
        library = desk.library(folder)
        assert library.ids() == ("north/town/plan",)
        with pytest.raises(DataError) as caught:
            library.policy("north/town/plan")
        assert name in caught.value.what
        assert "luodi policies new" in caught.value.fix


def test_an_unknown_policy_is_answered_with_the_nearest(desk: Desk) -> None:
    plan = desk.one(BODY)
    with pytest.raises(NotFound) as caught:
        plan.library.policy("north/town/paln")
    assert "north/town/plan" in caught.value.fix


@pytest.mark.parametrize("name", ["../../etc", "/etc/passwd", "", "north/town/plan/..", "north/town"])
def test_nothing_outside_the_library_is_ever_loaded(desk: Desk, name: str) -> None:
    with pytest.raises(NotFound):
        desk.one(BODY).library.policy(name)


@pytest.mark.parametrize("path", ["north/town/plan#2", "north/town/plan", "north/town/paln#1", "#1"])
def test_a_support_that_does_not_exist_is_not_found(desk: Desk, path: str) -> None:
    with pytest.raises(NotFound) as caught:
        desk.one(BODY).library.support(path)
    assert caught.value.fix


def test_terms_that_follow_each_other_in_a_circle_are_refused(desk: Desk) -> None:
    one, two = (
        desk.text(desk.support(BODY), in_force=f"{{until: {{same_as: north/town/{other}}}}}") for other in ("b", "a")
    )
    with pytest.raises(DataError):
        desk.shelf(a=one, b=two)
    with pytest.raises(DataError):
        desk.shelf(a=two)


@pytest.mark.parametrize(
    "content", [b"", b"\0\1", b"- a\n", b"title: x\ntitle: y\n", b"a: &x 1\n", "名".encode("gb18030")]
)
def test_a_policy_file_that_is_no_mapping_is_refused(desk: Desk, content: bytes) -> None:
    folder = desk.empty()
    (desk.write(folder, "") / "policy.yaml").write_bytes(content)
    with pytest.raises(DataError):
        desk.library(folder).policy("north/town/plan")


# -- a vocabulary


@pytest.mark.parametrize(
    ("file", "text", "near"),
    [
        ("facts/project.yaml", "x: {label: x, type: monney, meaning: x, known_by: tax}", "money"),
        ("facts/project.yaml", "x: {label: x, type: money, meaning: x, known_by: bank}", "tax"),
        ("facts/project.yaml", "x: {label: x, type: money, meaning: x, known_by: tax, judgd: true}", "judged"),
        ("facts/project.yaml", "x: {label: x, type: category, meaning: x, known_by: tax}", ""),
        ("facts/project.yaml", "x: {type: money, meaning: x, known_by: tax}", ""),
        ("facts/project.yaml", "capital: {label: x, type: money, meaning: x, known_by: tax}", ""),
        ("facts/projct.yaml", "x: {label: x, type: money, meaning: x, known_by: tax}", "project"),
        ("entities.yaml", "enterprise: {label: x, meaning: x}\nproject: {label: x, meaning: x, dated_by: never}", ""),
        ("entities.yaml", "enterprise: {label: x, meaning: x, order: y}", ""),
    ],
)
def test_a_fault_in_the_vocabulary_is_told(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, file: str, text: str, near: str
) -> None:
    folder = tmp_path_factory.mktemp("words") / "v"
    shutil.copytree(desk.words, folder)
    (folder / file).write_text(text + "\n", "utf-8")
    with pytest.raises(Problems) as caught:
        load_vocabulary(folder)
    assert near in str(caught.value)
