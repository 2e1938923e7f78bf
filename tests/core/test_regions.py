"""Regions by code: what lies within what, also where counties stand directly under a province."""

from __future__ import annotations

import pytest

from luodi.engine.core.errors import DataError
from luodi.engine.core.regions import Regions

REGIONS = Regions({"330000": "浙江省", "330100": "杭州市", "330106": "西湖区", "460000": "海南省", "469030": "琼中县"})


def test_a_county_lies_in_its_city_and_its_province() -> None:
    assert REGIONS.above("330106") == ("330106", "330100", "330000")
    assert REGIONS.within("330106", "330100")
    assert REGIONS.within("330100", "330100")
    assert not REGIONS.within("330100", "330106")
    assert not REGIONS.within("330200", "330100")


def test_a_county_directly_under_its_province_lies_in_no_city() -> None:
    assert REGIONS.above("469030") == ("469030", "460000")


def test_a_place_known_only_by_its_city_may_lie_in_a_county_of_it() -> None:
    assert REGIONS.could_be_within("330000", "330106")
    assert not REGIONS.could_be_within("460000", "330106")


def test_a_code_without_a_name_is_accepted_when_its_province_is_known() -> None:
    assert REGIONS.check("330481") == "330481"
    assert REGIONS.name("330481") == "330481"


@pytest.mark.parametrize("code", ["33010", "3301060", "33010x", "杭州市", "990000", ""])
def test_what_is_no_code_is_refused_with_advice(code: str) -> None:
    with pytest.raises(DataError) as caught:
        REGIONS.check(code)
    assert caught.value.fix


def test_a_name_is_read_from_the_province_down() -> None:
    assert REGIONS.name("330106") == "浙江省杭州市西湖区"
