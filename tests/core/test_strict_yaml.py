"""YAML is read strictly: what is not plain data is refused with its line, and numbers are exact from the first byte."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, LuodiError, NotFound


def data(text: str) -> object:
    return strict_yaml.parse(text.encode(), "f.yaml").data


def refused(text: str | bytes) -> DataError:
    with pytest.raises(DataError) as caught:
        strict_yaml.parse(text.encode() if isinstance(text, str) else text, "f.yaml")
    return caught.value


def test_numbers_are_exact_decimals() -> None:
    read = data("{a: 0.1, b: 15_000_000, c: -3, d: +2.50, e: 0}")
    assert read == {
        "a": Decimal("0.1"),
        "b": Decimal(15_000_000),
        "c": Decimal(-3),
        "d": Decimal("2.5"),
        "e": Decimal(0),
    }
    assert all(type(value) is Decimal for value in read.values())  # type: ignore[attr-defined]


def test_a_decimal_keeps_the_digits_that_were_written() -> None:
    assert str(data("0.1000000000000000055")) == "0.1000000000000000055"


@pytest.mark.parametrize("text", ["1e5", "0x10", "1,000", "12万", "1.5.2", "10%"])
def test_what_only_looks_like_a_number_stays_text(text: str) -> None:
    assert data(f"[{text!r}]") == [text]
    assert data(f"a: {text}") == {"a": text}


def test_a_quoted_number_is_text() -> None:
    assert data("{a: \"510100\", b: '1'}") == {"a": "510100", "b": "1"}


def test_the_key_on_stays_a_key() -> None:
    assert data("on: 2021-06-01\nno: 1\nyes: off") == {"on": date(2021, 6, 1), "no": Decimal(1), "yes": "off"}


def test_only_true_and_false_are_booleans() -> None:
    assert data("[true, false, True, yes, on]") == [True, False, "True", "yes", "on"]


def test_null_has_three_spellings() -> None:
    assert data("{a: null, b: ~, c: }") == {"a": None, "b": None, "c": None}


def test_keys_are_text_even_when_they_look_like_numbers() -> None:
    assert data("{2020: 1, 2021-01-01: 2}") == {"2020": Decimal(1), "2021-01-01": Decimal(2)}


def test_a_date_is_a_day() -> None:
    assert data("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize("day", ["2023-02-29", "2021-13-01", "2021-04-31", "0000-01-01"])
def test_an_impossible_date_is_refused_with_its_line(day: str) -> None:
    error = refused(f"a: 1\nb: {day}\n")
    assert error.place.line == 2
    assert day in error.what
    assert error.fix


@pytest.mark.parametrize("word", [".nan", ".NaN", "nan", "inf", ".inf", "-.inf", "-inf"])
def test_not_a_number_and_infinity_are_refused(word: str) -> None:
    error = refused(f"a: 1\nmoney: {word}\n")
    assert error.place.line == 2
    assert word in error.what


def test_a_number_too_long_to_be_true_is_refused() -> None:
    assert refused("a: " + "9" * 5000).place.line == 1
    assert refused("a: 0." + "3" * 5000).place.line == 1


def test_duplicate_keys_name_both_lines() -> None:
    error = refused("a: 1\nb: 2\na: 3\n")
    assert error.place.line == 3
    assert "1" in error.why
    assert "“a”" in error.what


def test_duplicate_keys_are_found_in_nested_and_flow_mappings() -> None:
    assert refused("x:\n  - {a: 1, a: 2}\n").place.line == 2
    assert refused('{a: 1, "a": 2}').place.line == 1


def test_anchors_are_refused() -> None:
    assert refused("a: &x 1\nb: 2\n").place.line == 1


def test_aliases_are_refused() -> None:
    error = refused("a: 1\nb: *a\n")
    assert error.place.line == 2
    assert error.why


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert refused("\n".join(lines)).place.line == 1


@pytest.mark.parametrize("text", ["a: !!python/object/apply:os.system [x]", "a: !x 1", "!!map {a: 1}", "a: !!str 1"])
def test_tags_are_refused(text: str) -> None:
    assert "!" in refused(text).what or "tag" in refused(text).what


def test_the_merge_key_is_refused() -> None:
    assert "<<" in refused("<<: {a: 1}\n").what


def test_two_documents_are_refused_at_the_second() -> None:
    assert refused("a: 1\n---\nb: 2\n").place.line == 2


def test_a_key_must_be_a_word() -> None:
    assert refused("? [a, b]\n: 1\n").place.line == 1
    assert refused("{{a: 1}: 2}").place.line == 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_without_exhausting_the_stack(opening: str) -> None:
    error = refused(opening * 60_000)
    assert str(strict_yaml.MAX_DEPTH) in error.what


def test_nesting_up_to_the_limit_is_read() -> None:
    depth = strict_yaml.MAX_DEPTH - 1
    read = data("[" * depth + "1" + "]" * depth)
    for _ in range(depth):
        assert isinstance(read, list)
        read = read[0]
    assert read == Decimal(1)


@pytest.mark.parametrize("text", ["a: [1, 2", "a: 'x", "a:\n\t- 1", "a: b: c", "{a: 1", "@x"])
def test_broken_yaml_tells_its_line_and_what_to_look_at(text: str) -> None:
    error = refused("ok: 1\n" + text)
    assert error.place.file == "f.yaml"
    assert error.place.line in {2, 3}
    assert error.fix


def test_control_characters_are_refused() -> None:
    assert refused(b"a: \x07\n").place.file == "f.yaml"


def test_text_that_is_not_utf8_tells_its_line() -> None:
    error = refused("a: 1\nb: 金额\n".encode("gb18030"))
    assert error.place.line == 2
    assert "UTF-8" in error.fix


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert strict_yaml.parse(b"\xef\xbb\xbfa: 1\n", "f").data == {"a": Decimal(1)}


def test_a_file_of_comments_has_no_content() -> None:
    assert refused("# nothing\n").fix


def test_every_place_has_its_line() -> None:
    source = strict_yaml.parse(b"a:\n  b:\n  - c: 1\n    d: 2\n  - e\n", "f.yaml")
    lines = {key: source.place(key).line for key in [("a",), ("a", "b", 0, "d"), ("a", "b", 1)]}
    assert lines == {("a",): 1, ("a", "b", 0, "d"): 4, ("a", "b", 1): 5}


def test_a_key_that_was_not_written_has_the_place_of_what_holds_it() -> None:
    source = strict_yaml.parse(b"a: 1\nb:\n  c: 1\n", "f.yaml")
    assert str(source.place(("b", "missing"))) == "f.yaml:2（b.missing）"


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        strict_yaml.load(tmp_path / "no.yaml", "no.yaml")
    assert "no.yaml" in caught.value.what


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        strict_yaml.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"  \n\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(content)
    with pytest.raises(DataError) as caught:
        strict_yaml.load(file)
    assert caught.value.fix


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(b"PK\x03\x04\0\0\0")
    with pytest.raises(DataError) as caught:
        strict_yaml.load(file)
    assert "UTF-8" in caught.value.fix


def test_a_file_of_forty_megabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    with file.open("wb") as handle:
        handle.truncate(40_000_000)  # a sparse file: nothing of it need be read
    with pytest.raises(DataError) as caught:
        strict_yaml.load(file)
    assert "40.0 MB" in caught.value.what


def test_a_name_that_no_file_can_have_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(LuodiError):
        strict_yaml.load(tmp_path / ("x" * 5000))


def test_a_device_that_never_ends_is_refused() -> None:
    device = Path("/dev/zero")
    if not device.exists():
        pytest.skip("no /dev/zero here")
    with pytest.raises(LuodiError):
        strict_yaml.load(device)


def test_no_float_is_ever_made() -> None:
    def numbers(value: object) -> list[object]:
        if isinstance(value, dict):
            return [n for v in value.values() for n in numbers(v)]
        return [n for v in value for n in numbers(v)] if isinstance(value, list) else [value]

    read = numbers(data("{a: [0.1, 1.0, 3], b: {c: 1e400, d: 2.5}}"))
    assert not any(isinstance(n, float) for n in read)
    assert not any(isinstance(n, Decimal) and math.isinf(n) for n in read)
