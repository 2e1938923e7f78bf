"""Find the offices to which one applies or which one asks, each with its telephone numbers.

>>> from luodi.engine.documents import read_text
>>> document = read_text(
...     "示例市细则\\n\\n一、申报。向市科技局提出申请。\\n\\n二、咨询\\n\\n落实部门：市科技局资源处\\n\\n电话：028-61881234\\n"
... )
>>> [(words, phones) for clause in document.clauses for _, words, phones in find(document, clause)]
[('市科技局', ()), ('市科技局资源处', ('028-61881234',))]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.engine.documents.model import Clause, Document, Span

#: A person's own number has eleven digits; it shows that there is an office, and is not kept.
_MOBILE = r"1[3-9][0-9]{9}"
_PHONE = (
    r"(?:(?:0[0-9]{2,3}[-－—\s]?)?[2-9][0-9]{6,7}(?:[-－—转][0-9]{1,5})?|400[-－]?[0-9]{3,4}[-－]?[0-9]{3,4}|12345)"
)
_ANY = rf"(?<![0-9])(?:{_MOBILE}|{_PHONE})(?![0-9])"
_OWN = re.compile(rf"(?<![0-9]){_PHONE}(?![0-9])")
_WITH_PHONE = re.compile(
    r"(?P<office>[\u4e00-\u9fff（）()“”]{3,40}?)[，,、：:；;\s]*(?:联系|咨询|服务|监督|业务|办公)?(?:电话|热线)[：:]?\s*"
    rf"(?P<phones>{_ANY}(?:[、，,；;/\s]+{_ANY})*)"
)
_PHONE_FIRST = re.compile(
    rf"(?:电话|热线)[：:]\s*(?:(?P<office>[\u4e00-\u9fff]{{3,24}})[\s：:]*(?P<phones>{_ANY}(?:[、，,；;/\s]+{_ANY})*)"
    rf"|(?P<numbers>{_ANY}(?:[、，,；;/\s]+{_ANY})*)\s*[（(](?P<of>[\u4e00-\u9fff]{{3,24}})[）)])"
)
_LEAD = re.compile(r"^.*?(?:咨询|落实|责任|联系|主管|受理|业务|承办)(?:部门|单位|处室)[：:]?|^[（(、，]+")
_OFFICE = ("局", "委", "办", "处", "部", "科", "室", "中心", "窗口", "公司", "部门", "会")
_APPLIES = re.compile(
    r"向(?P<office>[^，。；向]{1,24}?(?:部门|[局委办处厅]|中心|窗口|管委会|平台))(?:书面)?(?:提交|提出|申报|申请|报送|备案)"
)
_RECEIVES = re.compile(r"(?:受理|申报|咨询)(?:部门|单位|窗口|处室)[：:](?P<office>[^，。；、\s（）()]{3,24})")


def find(document: Document, clause: Clause) -> Iterator[tuple[Span, str, tuple[str, ...]]]:
    """Return where each office stands, its name, and its numbers; an office with only a person's number has none."""
    start = clause.paragraphs[0].start
    text = document.text[start : clause.paragraphs[-1].end]
    taken: list[range] = []
    for match, name, numbers in _with_phones(text):
        office = "".join(_LEAD.sub("", name.strip("（( ")).split())
        if office.endswith(_OFFICE):
            taken.append(range(*match.span()))
            phones = tuple("".join(number.split()) for number in _OWN.findall(numbers))
            yield Span(start + match.start(), start + match.end()), office, phones
    for form in (_APPLIES, _RECEIVES):
        for match in form.finditer(text):
            if not any(match.start("office") in one for one in taken):
                span = Span(start + match.start("office"), start + match.end("office"))
                yield span, "".join(match["office"].split()), ()


def _with_phones(text: str) -> Iterator[tuple[re.Match[str], str, str]]:
    if "电话" not in text and "热线" not in text:
        return
    for match in _WITH_PHONE.finditer(text):
        yield match, match["office"], match["phones"]
    for match in _PHONE_FIRST.finditer(text):
        yield match, match["office"] or match["of"], match["phones"] or match["numbers"]
