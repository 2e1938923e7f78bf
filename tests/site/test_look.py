"""The stylesheet: colours that can be read in both schemes, one name for each, and nothing that a page does not use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parents[2] / "src" / "luodi"
CSS = (SITE / "site" / "static" / "luodi" / "luodi.css").read_text("utf-8")
#: What is written on what: text needs 4.5 to 1 (WCAG 2.2, 1.4.3), the edge of a field 3 to 1 is left to its label.
PAIRS = [
    ("ink", "paper"), ("ink", "ground"), ("soft", "paper"), ("soft", "ground"), ("mark", "paper"), ("mark", "ground"), ("mark-ink", "mark"),
    ("yes", "yes-ground"), ("no", "no-ground"), ("open", "open-ground"), ("mark", "mark-ground"), ("ink", "mark-ground"), ("ink", "open-ground"), ("ink", "sunk"),
]  # fmt: skip


def _schemes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.S)
    light = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[0]))
    dark = {**light, **dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[1]))}
    return {"light": light, "dark": dark}


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    colours = _schemes()[scheme]
    high, low = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5, f"{text} {colours[text]} on {ground} {colours[ground]}"


def test_a_colour_has_one_name() -> None:
    outside = re.sub(r":root \{.*?\}", "", CSS, flags=re.S)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\s*\{)", outside.replace("#fff;", "")) == []


def test_every_name_that_is_used_is_given() -> None:
    assert set(re.findall(r"var\(--([a-z-]+)", CSS)) <= set(re.findall(r"--([a-z-]+):", CSS))


def test_no_page_styles_or_scripts_itself() -> None:
    for page in SITE.rglob("*.html"):
        if page.is_relative_to(SITE / "engine"):
            continue  # reports that people keep as one file
        text = page.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)", text), page


def test_every_class_of_a_page_is_in_the_stylesheet() -> None:
    scripts = "".join(file.read_text("utf-8") for file in (SITE / "service").rglob("static/**/*.js"))
    known = (
        set(re.findall(r"\.([a-z][a-z0-9_-]*)", CSS)) | set(re.findall(r'"\.([a-z-]+)"', scripts)) | {"htmx-indicator"}
    )
    known |= {name.rstrip("0123456789") for name in known}  # a page writes the number: d{{ depth }}
    for page in SITE.rglob("*.html"):
        if page.is_relative_to(SITE / "engine"):
            continue
        plain = re.sub(r"\{[%{].*?[%}]\}", " ", page.read_text("utf-8"))
        for classes in re.findall(r'class="([^"]*)"', plain):
            assert {name for name in classes.split() if not name.endswith("-")} <= known, (page, classes)
