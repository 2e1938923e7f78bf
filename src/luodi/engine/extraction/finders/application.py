"""Find how to apply: when (window), in which steps and days, with which materials, at which office and telephone.

    >>> from luodi.engine.documents import read_text
    >>> document = read_text(
    ...     "示例市实施细则\\n\\n一、申报程序。申报时间一般为每年3月底前。公示不少于5个工作日。\\n\\n"
    ...     "二、申报材料\\n\\n（1）申请书；\\n\\n（2）营业执照复印件。\\n\\n三、咨询。市科技局资源处，咨询电话：028-61881234。\\n"
    ... )
    >>> [(found.what, found.words, found.phones) for found in find_application(document)]
    [('window', '申报时间一般为每年3月底前', ()), ('step', '公示不少于5个工作日', ()), ('material', '申请书', ()), \
('material', '营业执照复印件', ()), ('office', '市科技局资源处', ('028-61881234',))]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.engine.documents.model import Clause, Document, Paragraph, Span
from luodi.engine.extraction.model import Application
from luodi.engine.extraction.numbers import find_quantities

_SENTENCE = re.compile(r"[^。；;！\n]+")
_MONTH = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})"
_MONTHS = (
    rf"(?:每年|当年|次年|上年)?[^，。；]{{0,6}}?{_MONTH}(?:[-—–~至到]{_MONTH})?月"
    r"(?:底|初|份|中旬|上旬|下旬|[0-9]{1,2}日)?"
)
_WINDOW = re.compile(
    rf"(?:申报|受理|申请|兑现|征集|集中)[^。；]{{0,16}}{_MONTHS}|{_MONTHS}[^。；]{{0,14}}(?:发布申报|启动|申报|受理|申请|征集|兑现|办理)"
    r"|(?:申报|受理|申请)(?:时间|期限|日期)[^。；]{2,40}|常年(?:受理|申报)|随时(?:受理|申报)"
)
_STEP = re.compile(
    r"(?:组织|进行|开展|负责)?(?:申报|受理|初审|形式审查|资格审查|审核|评审|专家评审|专项审计|审计|考察|审定|公示|公告|立项|批复|拨付|兑付|验收|下达)"
)
_STEP_PART = re.compile(r"程序|流程|步骤|办理|申报与|认定|组织实施|审核|兑现")
_MATERIALS = re.compile(
    r"(?:申报|申请|提交|所需|报送)[^，。；]{0,8}(?:材料|资料)(?:清单)?|提交(?:以下|下列)|(?:材料|资料)(?:如下|包括)"
)
_LISTS = re.compile(rf"(?:{_MATERIALS.pattern})[：:]?$")
_ITEM = re.compile(
    r"^\s*(?:[-—•·]\s*\[?\s*)?(?:[（(][0-9一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[.、．]|[①-⑳])\s*\]?[、.]?\s*"
)
_ORIGINALS = re.compile(
    r"(?:书|表|件|证明|证书|执照|报告|合同|协议|发票|凭证|清单|材料|资料|声明|承诺|通知|文件|报表|图片|照片|批复|方案|简介|台账|流水|收据)"
)
_PHONE = r"(?:0\d{2,3}-)?\d{7,8}(?:-\d+)?"
_OFFICE = re.compile(
    rf"(?P<office>[\u4e00-\u9fff（）()“”、]{{3,40}}?)[，,、：:\s]*(?:联系|咨询|服务|监督|业务)?电话[：:]?\s*(?P<phones>{_PHONE}(?:[、，,；\s]+{_PHONE})*)"
)
_OFFICE_LEAD = re.compile(r"^(?:政策)?(?:咨询|落实|责任|联系|主管|受理|业务)?(?:部门|单位|处室)[：:]|^[（(]")
_SHORTEST, _LONGEST, _OPENING = 5, 80, 120
_GRANTS = re.compile(r"给予[^，。；]{0,24}(?:奖励|补助|补贴|资助|支持)|最高[^，。；]{0,6}[0-9]+万")


_MAY_HOLD = re.compile(r"申报|受理|申请|材料|资料|审|公示|公告|立项|批复|拨付|兑|验收|征集|下达|办理|启动")


def find_application(document: Document) -> tuple[Application, ...]:
    """Return the pieces of how to apply, in the order of the text."""
    found: list[Application] = []
    for clause in document.clauses:
        if clause.kind in {"footnotes", "notice"}:
            continue
        listing = _above(document, clause, _MATERIALS, _LISTS)
        stepping = _above(document, clause, _STEP_PART, _STEP_PART)
        for paragraph in clause.paragraphs:
            found += _in(clause, paragraph, listing, stepping)
            listing = listing or bool(
                _MATERIALS.search(paragraph.text) and paragraph.text.rstrip().endswith(("：", ":", "材料"))
            )
    return tuple(found)


def _above(document: Document, clause: Clause, title: re.Pattern[str], opening: re.Pattern[str]) -> bool:
    """Tell a clause under such words: in its heading or opening sentence, or in that of a clause above it."""
    while True:
        if title.search(clause.title) or opening.search(clause.own_text[:_OPENING].rstrip()):
            return True
        if not clause.parent:
            return False
        clause = document.clause(clause.parent)


def _in(clause: Clause, paragraph: Paragraph, listing: bool, stepping: bool) -> Iterator[Application]:
    if "电话" in paragraph.text:
        yield from _offices(clause, paragraph)
    if paragraph.kind == "heading" or "\t" in paragraph.text or not (listing or _MAY_HOLD.search(paragraph.text)):
        return
    taken = False
    for sentence in _SENTENCE.finditer(paragraph.text):
        words = sentence[0].strip()
        if not words or ("电话" in words and _OFFICE.search(words)):
            continue
        if _GRANTS.search(words):
            continue
        if ("月" in words or "时" in words) and _WINDOW.search(words):
            yield _made(clause, paragraph, sentence, "window", _plain(words))
        elif not listing and len(_plain(words)) >= _SHORTEST and _STEP.search(words) and (stepping or _days(words)):
            yield _made(clause, paragraph, sentence, "step", _plain(words))
        elif listing and _ORIGINALS.search(words) and not taken and not _MATERIALS.fullmatch(_plain(words)):
            yield _made(clause, paragraph, sentence, "material", _plain(words))


def _days(words: str) -> bool:
    """Tell a sentence with a number of days: 公示不少于5个工作日."""
    return any(quantity.unit in {"working_day", "day"} for quantity in find_quantities(words))


def _plain(words: str) -> str:
    return _ITEM.sub("", "".join(words.split()))[:_LONGEST].strip("：:，,、")


def _made(clause: Clause, paragraph: Paragraph, sentence: re.Match[str], what: str, words: str) -> Application:
    lead = len(sentence[0]) - len(sentence[0].lstrip())
    start = paragraph.start + sentence.start() + lead
    return Application(
        clause.id, "/".join(clause.path), Span(start, paragraph.start + sentence.start() + len(sentence[0].rstrip())),
        what, words, find_quantities(sentence[0].strip(), start),  # type: ignore[arg-type]
    )  # fmt: skip


def _offices(clause: Clause, paragraph: Paragraph) -> Iterator[Application]:
    """Only telephone numbers of offices count; the number of a person's own telephone is left out."""
    for match in _OFFICE.finditer(paragraph.text):
        office = _OFFICE_LEAD.sub("", match["office"].strip("，,、（( "))
        phones = tuple(re.findall(_PHONE, match["phones"]))
        if office and phones:
            span = Span(paragraph.start + match.start(), paragraph.start + match.end())
            yield Application(clause.id, "/".join(clause.path), span, "office", office, (), phones)
