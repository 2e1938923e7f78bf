"""Every support has a theme, derived by the table; a wrong table is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.core.errors import DataError, Problems
from luodi.engine.library import Library
from luodi.engine.library.themes import load_themes


def test_every_encoded_support_has_a_theme_and_every_theme_a_support(real_library: Library) -> None:
    themes = load_themes(real_library.vocabulary_folder, real_library.vocabulary)
    found = {themes.of(support).name for policy in real_library.policies() for support in policy.supports}
    assert found == set(themes.all)


def test_every_kind_of_entity_and_every_instrument_comes_to_a_theme(real_library: Library) -> None:
    """The last rules ask for nothing but the entity, so that a new policy is never without a theme."""
    themes = load_themes(real_library.vocabulary_folder, real_library.vocabulary)
    alone = {name for rule in themes.rules if not (rule.instrument or rule.words or rule.facts) for name in rule.entity}
    assert alone == set(real_library.vocabulary.entities)


@pytest.mark.parametrize(
    ("path", "theme"),
    [
        ("zhejiang/hangzhou/ai-zone-policy#4", "scenarios"), ("guangdong/guangzhou/huangpu/ai-rules#a20", "finance"),
        ("guangdong/guangzhou/huangpu/ai-rules#a23-1", "space"), ("sichuan/chengdu/ai-policy#3.8-3", "computing"),
        ("hubei/wuhan/ai-zone-policy#8-3", "people"), ("hubei/wuhan/ai-zone-policy#5-3", "platforms"),
        ("beijing/haidian/ai-fifteen-measures#a10", "algorithms"), ("sichuan/chengdu/ai-policy#3.9-7", "people"),
        ("tianjin/smart-manufacturing-policy#7.23", "computing"), ("hubei/wuhan/ai-zone-policy#2-1", "industry"),
        ("guangdong/guangzhou/huangpu/ai-rules#a31", "exchange"),
    ],
)  # fmt: skip
def test_what_a_support_is_about(real_library: Library, path: str, theme: str) -> None:
    themes = load_themes(real_library.vocabulary_folder, real_library.vocabulary)
    assert themes.of(real_library.support(path)).name == theme


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{theme: space, entity: [leese]}", "leese"), ("{theme: spice}", "spice"), ("{theme: space, word: [rd]}", "word"), ("{entity: [lease]}", "theme"),
        ("{theme: space, facts: [no_such_fact]}", "no_such_fact"), ("{theme: space, words: [rdd]}", "rdd"), ("{theme: space, instrument: [rents]}", "rents"),
    ],
)  # fmt: skip
def test_a_rule_that_names_what_nobody_knows_is_refused_with_its_line(
    real_library: Library, tmp_path: Path, rule: str, said: str
) -> None:
    (tmp_path / "themes.yaml").write_text(
        f"themes:\n  space: {{label: 空间, meaning: 空间}}\nrules:\n- {rule}\n", "utf-8"
    )
    with pytest.raises(Problems, match=said) as refused:
        load_themes(tmp_path, real_library.vocabulary)
    assert refused.value.problems[0].place.line == 4


def test_a_support_that_no_rule_fits_is_named(real_library: Library, tmp_path: Path) -> None:
    (tmp_path / "themes.yaml").write_text(
        "themes:\n  space: {label: 空间, meaning: 空间}\nrules:\n- {theme: space, entity: [lease]}\n", "utf-8"
    )
    themes = load_themes(tmp_path, real_library.vocabulary)
    with pytest.raises(DataError, match="归不进任何主题"):
        themes.of(real_library.support("zhejiang/hangzhou/ai-zone-policy#4"))
    with pytest.raises(DataError, match="spaces"):
        themes.named("spaces")
