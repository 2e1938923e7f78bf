"""One grammar for the quantities of official Chinese: money, ratios, counts, durations, years, ranges and their bounds.

    >>> [(q.text, q.kind, str(q.value), q.bound) for q in find_quantities("按费用的15%给予最高不超过80万元补贴，连续三年")]
    [('15%', 'ratio', '0.15', 'exact'), ('80万元', 'money', '800000', 'at_most'), ('三年', 'duration', '3', 'exact')]
    >>> find_quantities("5G、L4级、百强、“7+28+N”、国发〔2017〕35号、GB/T 37988—2019 都不是数量")
    ()

The tables are in `units` (what may follow a number) and `names` (what only looks like one); the longest form comes
first. A quantity is a span of the text, and parsing its `whole` again gives its value and bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from luodi.engine.documents.model import Span
from luodi.engine.extraction import names, units
from luodi.engine.extraction.bounds import Bounds, bounds_of
from luodi.engine.extraction.folding import Folded, fold
from luodi.engine.extraction.model import Bound, Quantity, QuantityKind
from luodi.engine.extraction.numerals import ARABIC, CHINESE, DIGIT, SCALE, numeral, scale

#: 万 alone is a number as well in 超万亿元, 近万件.
_NUMBER = rf"(?:{ARABIC}|(?<![数几上0-9])万(?=亿)|(?<=[近超破达逾])万(?=[件家人名项个台套])|{CHINESE}(?:点[{DIGIT}]+|(?:[万亿]零?{CHINESE})+)?)"
_RANGE = r"(?:—+|-+|~+|至|到)"
_ONE = rf"(?P<n1>{_NUMBER})(?P<f1>[余多]|(?<=[0-9]0)\+)?(?P<s1>{SCALE})?(?P<g1>[余多])?(?P<u1>{units.PATTERN})?"
_TWO = rf"(?P<n2>{_NUMBER})(?P<s2>{SCALE})?(?P<u2>{units.PATTERN})?"
_QUANTITY = re.compile(rf"{_ONE}(?:(?P<sep>{_RANGE})(?!\d{{4}}年\d){_TWO})?")
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12]\d|0?[1-9])日)?|(?:1[0-2]|0?[1-9])月(?:(?:3[01]|[12]\d|0?[1-9])日|底|初|份)?"
)
_YEARS = re.compile(rf"(?P<a>(?:19|20)\d\d)年?(?:{_RANGE}(?P<b>(?:19|20)?\d\d)(?=年))?年?")
_FRACTION = re.compile(rf"(?P<bottom>百|千|万|[{DIGIT}十]{{1,3}})分之(?P<top>{_NUMBER})")
_PROPORTION = re.compile(r"(?P<parts>\d+(?:\.\d+)?(?::\d+(?:\.\d+)?)+)")
_RANK = re.compile(rf"(?P<word>第|前)(?P<n>{_NUMBER})(?P<unit>[位名家个强]?)(?![\u4e00-\u9fff]*[条款章节届批期])")
_HINT = re.compile(rf"[0-9０-９{DIGIT}十百千]|万(?=[亿件家人名项个台套])")
_LIST = re.compile(r"[、,和与及或/]|以及")
#: 分别超过A和B: the bound holds for each.
_SEVERALLY = re.compile(r"分别[^，。；、]{0,6}$")
_RANKS_AFTER = re.compile(r"[、，。；,;\n]|$|的|左右|以[内上]|水平|行列|方阵|阵营|城市")


@lru_cache(maxsize=4096)  # several finders read the same paragraphs
def find_quantities(text: str, offset: int = 0) -> tuple[Quantity, ...]:
    """Return the quantities of a text in order; `offset` is added to every place."""
    if not _HINT.search(text):
        return ()
    folded = fold(text, offset)
    return tuple(_listed(folded, list(_scan(text, offset, folded))))


def parse(text: str) -> Quantity | None:
    """Return the first quantity of a text, or None."""
    return next(iter(find_quantities(text)), None)


def _scan(text: str, offset: int, folded: Folded) -> Iterator[Quantity]:
    value = folded.value
    taken = names.spans(value)
    place = mark = 0
    while hint := _HINT.search(value, place):
        place = hint.start()
        while mark < len(taken) and taken[mark][1] <= place:
            mark += 1
        if mark < len(taken) and taken[mark][0] <= place:
            place = taken[mark][1]
            continue
        stop = taken[mark][0] if mark < len(taken) else len(value)
        found = _at(text, offset, folded, place, stop)
        if found is None:
            place = _past(value, place)
        else:
            place, quantity = found
            if quantity is not None:
                yield quantity


def _past(value: str, place: int) -> int:
    """Return the place behind the number that stands here but is no quantity."""
    found = re.compile(_NUMBER).match(value, place)
    return found.end() if found else place + 1


def _at(text: str, offset: int, folded: Folded, place: int, stop: int) -> tuple[int, Quantity | None] | None:
    value = folded.value
    if found := _DATE.match(value, place, stop):
        return found.end(), _date(text, offset, folded, found)
    if (found := _YEARS.match(value, place, stop)) and _says_year(value, found):
        return found.end(), _years(text, offset, folded, found)
    if (found := _FRACTION.match(value, place, stop)) and (bottom := _bottom(found["bottom"])):
        share = numeral(found["top"]) / bottom
        return found.end(), _made(text, offset, folded, found.span(), "ratio", share, "ratio", measure="分之")
    if found := _PROPORTION.match(value, place, stop):
        return found.end(), _proportion(text, offset, folded, found)
    if place and value[place - 1] in "第前" and (found := _RANK.match(value, place - 1, stop)):
        return found.end(), _rank(text, offset, folded, found)
    if found := _QUANTITY.match(value, place, stop):
        return _general(text, offset, folded, found)
    return None


def _bottom(word: str) -> Decimal:
    return {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000)}.get(word) or numeral(word)


def _says_year(value: str, found: re.Match[str]) -> bool:
    return found[0].endswith("年") and (found.start() == 0 or value[found.start() - 1] not in "0123456789.")


def _date(text: str, offset: int, folded: Folded, found: re.Match[str]) -> Quantity | None:
    if not found["year"]:
        return None
    number = int(found["year"]) * 100 + int(found["month"])
    if not found["day"]:
        return _made(text, offset, folded, found.span(), "month", Decimal(number), "month", measure="月")
    number = number * 100 + int(found["day"])
    return _made(text, offset, folded, found.span(), "date", Decimal(number), "date", measure="日")


def _years(text: str, offset: int, folded: Folded, found: re.Match[str]) -> Quantity:
    upper = found["b"]
    if upper and len(upper) == 2:
        upper = found["a"][:2] + upper
    made = _made(text, offset, folded, found.span(), "year", Decimal(found["a"]), "year", measure="年")
    if not upper or int(upper) < int(found["a"]):
        return made
    return replace(made, upper=Decimal(upper), bound="range", ends=_ends(folded, found.span("a"), found.span("b")))


def _proportion(text: str, offset: int, folded: Folded, found: re.Match[str]) -> Quantity | None:
    numbers = [Decimal(part) for part in found["parts"].split(":")]
    total = sum(numbers)
    if not total or any(number > 100 for number in numbers):
        return None
    spans, start = [], found.start()
    for part in found["parts"].split(":"):
        spans.append((start, start + len(part)))
        start += len(part) + 1
    shares = tuple(number / total for number in numbers)
    made = _made(text, offset, folded, found.span(), "ratio", numbers[-1] / numbers[0] if numbers[0] else shares[0],
                 "ratio", measure=":")  # fmt: skip
    return replace(made, parts=shares, ends=_ends(folded, *spans))


def _rank(text: str, offset: int, folded: Folded, found: re.Match[str]) -> Quantity | None:
    number = numeral(found["n"])
    follows = folded.value[found.end() : found.end() + 2]
    if not found["unit"] and not (found["word"] == "前" and (_RANKS_AFTER.match(follows) or not follows)):
        return None
    span = found.start("n"), found.end()
    made = _made(text, offset, folded, span, "rank", number, "rank", measure=found["unit"])
    return replace(made, bound="at_most" if found["word"] == "前" else "exact", cue=found["word"],
                   whole=folded.span(found.start(), found.end()))  # fmt: skip


def _general(text: str, offset: int, folded: Folded, found: re.Match[str]) -> tuple[int, Quantity | None]:
    value = folded.value
    if found["sep"] and not _is_range(found):
        cut = found.start("sep")
        again = _QUANTITY.match(value, found.start(), cut)
        return (again.end(), _simple(text, offset, folded, again)) if again else (cut, None)
    return found.end(), _simple(text, offset, folded, found)


def _is_range(found: re.Match[str]) -> bool:
    """Tell a range from two numbers with a word between: 3至5个, 30万元—50万元; not 2个到10家."""
    first, second = units.of(found["u1"]), units.of(found["u2"])
    if found["u1"] and not found["u2"]:
        return False
    if found["u1"] and (first is None or second is None or first.unit != second.unit):
        return False
    lower, upper = _amount(found["n1"], found["s1"] or found["s2"]), _amount(found["n2"], found["s2"])
    return lower < upper


def _amount(number: str, scale_word: str | None) -> Decimal:
    return numeral(number) * (scale(scale_word) if scale_word else 1)


def _simple(text: str, offset: int, folded: Folded, found: re.Match[str]) -> Quantity | None:
    spelled = not found["n1"][0].isdecimal()
    ranged = bool(found["sep"])
    word, scaled = (found["u2"], found["s2"]) if ranged else (found["u1"], found["s1"])
    unit = units.of(word)
    if unit is None and not units.bare_allowed(
        folded.value, found.start(), found.end(), spelled=spelled, scaled=bool(scaled), ranged=ranged
    ):
        return None
    if spelled and unit is not None and not units.may_be_spelled(unit, folded.value, found):
        return None
    if unit is None:
        unit = units.bare(scaled, folded.value, found.start(), found.end())
    made = _made(
        text, offset, folded, found.span(), unit.kind, _amount(found["n1"], found["s1"] or scaled) * unit.factor, unit.unit,
        measure=(scaled or "") + (word or ""), spelled=spelled,
    )  # fmt: skip
    if unit.kind == "grade":
        return made
    if found["f1"] or found["g1"]:
        made = replace(made, bound="more_than")
    if ranged:
        upper = _amount(found["n2"], found["s2"]) * unit.factor
        # 500—1000万元 prints the unit once: only the whole run reads as the lower end again
        first = found.start("n1"), found.start("sep") if found["u1"] else found.end()
        ends = _ends(folded, first, (found.start("n2"), found.end()))
        made = replace(made, upper=upper, bound="range", ends=ends)
    return made


def _ends(folded: Folded, *spans: tuple[int, int]) -> tuple[Span, ...]:
    return tuple(folded.span(*span) for span in spans)


def _made(
    text: str, offset: int, folded: Folded, span: tuple[int, int], kind: QuantityKind, value: Decimal, unit: str, *,
    measure: str = "", spelled: bool = False,
) -> Quantity:  # fmt: skip
    around = bounds_of(folded.value, span[0], span[1], kind) if kind not in {"date", "month", "rank"} else Bounds(*span)
    place = folded.span(*span)
    printed = "".join(text[place.start - offset : place.end - offset].split())
    return Quantity(
        place, folded.span(around.start, around.end), printed, kind, value, unit, measure,
        bound=around.bound, cue=around.cue, spelled=spelled,
    )  # fmt: skip


def _listed(folded: Folded, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """Number the quantities of a list such as 100万元、50万元; a bare number takes the unit of the one that ends the list."""
    place = 0
    while place < len(found):
        stop = place + 1
        while stop < len(found) and _follows(folded, found[stop - 1], found[stop]):
            stop += 1
        group = found[place:stop]
        for number, quantity in enumerate(group):
            made = _with_unit(quantity, group[-1])
            shared = group[0].bound == "at_most" or _SEVERALLY.search(folded.value[: folded.find(group[0].span.start)])
            bound: Bound = group[0].bound if made.bound == "exact" and shared else made.bound
            yield replace(made, bound=bound, list_place=number, list_size=len(group)) if len(group) > 1 else made
        place = stop


def _with_unit(quantity: Quantity, last: Quantity) -> Quantity:
    number = re.match(_NUMBER, last.text)
    printed = numeral(number[0]) if number else Decimal(0)
    if quantity.kind != "bare" or last.kind not in {"money", "ratio", "count"} or not printed:
        return quantity
    factor = last.value / printed
    return replace(quantity, kind=last.kind, unit=last.unit, value=quantity.value * factor, measure=last.measure)


def _follows(folded: Folded, one: Quantity, other: Quantity) -> bool:
    between = folded.value[folded.find(one.whole.end) : folded.find(other.span.start)]
    if not _LIST.fullmatch(between):
        return False
    return one.kind == other.kind or (one.kind == "bare" and other.kind in {"money", "ratio", "count"})
