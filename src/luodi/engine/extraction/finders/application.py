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
from luodi.engine.extraction.finders import offices
from luodi.engine.extraction.model import Application, ApplicationKind
from luodi.engine.extraction.numbers import find_quantities

_SENTENCE = re.compile(r"[^。；;！\n]+")
_MONTH = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})"
_TIMES = (
    rf"(?:(?:每年|当年|次年|上年|[0-9]{{4}}年)?[^，。；]{{0,6}}?{_MONTH}(?:[-—–~至到]{_MONTH})?月(?:底|初|份|中旬|上旬|下旬|[0-9]{{1,2}}日)?"
    r"|(?:每年)?(?:第?[一二三四1-4]季度|[上下]半年)|每(?:年|半年|季度)(?:[一两二三四]次|定期|集中))"
)
_APPLY = r"(?:申报|受理|申请|兑现|征集|集中办理)(?!平台|系统|率|国家)"
_WINDOW = re.compile(
    rf"(?:{_APPLY}|集中)[^。；]{{0,16}}{_TIMES}|{_TIMES}[^。；]{{0,14}}(?:发布申报|启动|{_APPLY}|办理)"
    r"|(?:申报|受理|申请)(?:截止)?(?:时间|期限|日期)(?!节点|进度)[^。；]{2,40}|(?:常年|全年|随时)(?:接受)?(?:受理|申报|申请)"
)
_STEP = re.compile(
    r"申报|受理|申请|初审|核查|审查|审核|评审|论证|审计|考察|审定|公示|公告|立项|报批|批复|拨付|兑付|验收|下达|上报|汇总|推荐|签订"
)
#: A part that tells the steps says so in its heading, or in a lead sentence.
_STEPS = re.compile(
    r"程序|流程|步骤|(?:申报|申请|受理|兑现|立项|办理|评审|审核)(?:与|和|、|及)?(?:申报|申请|受理|兑现|立项|办理|评审|审核|认定|拨付|管理|$)"
)
_STEPS_LEAD = re.compile(r"(?:程序|流程|步骤)[^。；]{0,12}(?:如下|包括|为)?[：:]?$")
#: Outside such a part a sentence is a step when it says who handles the claim.
_HANDLES = re.compile(
    r"向[^，。；]{2,24}(?:提交|提出|报送|申报|申请)|由[^，。；]{2,40}?(?:受理|初审|审核|审查|复核|评审|审定|核定|认定|拨付|兑付|兑现|发放|公示)"
    r"|(?:专家|形式|实质|资格|联合|组织)(?:进行)?(?:评审|审核|审查|论证)(?!能力)|[申报评审]\S{0,12}公示|公示(?:期)?[^，。；]{0,6}[0-9一二三四五六七八九十]+个?(?:工作)?[日天]"
    r"|[0-9一二三四五六七八九十]+个?(?:工作日|日)(?:之?内)[^，。；]{0,10}(?:审|核|拨付|兑付|办结|答复|受理)|(?:审核|评审|公示)(?:通过|无异议)|(?:按程序|及时)[^，。；]{0,6}拨付|“?一门受理|免申即享|公示[^，。；]{0,12}(?:申请|申报)|(?:申请|申报)[^，。；]{0,12}公示"
)
_NO_STEP = re.compile(r"弄虚作假|骗取|追回|撤销|取消[^，。；]{0,6}资格|是指|所称|指在")
_MATERIALS = re.compile(
    r"(?:申报|申请|提交|提供|所需|报送)[^，。；]{0,8}(?:材料|资料)(?:清单)?|提交(?:以下|下列)|(?:材料|资料)(?:如下|包括)"
)
_OPENS = re.compile(rf"(?:{_MATERIALS.pattern})[^：:，。；]{{0,4}}[：:]\s*(?=[^\s])")
_LISTS = re.compile(rf"(?:{_MATERIALS.pattern})[：:]?$")
_INLINE = re.compile(
    r"(?:提交|提供|报送)(?:包[含括](?:但不限于)?|的?(?:材料|资料)包括[：:]?)?(?P<list>[^，。；]{4,160}?)"
    r"(?P<rest>等)?(?:相关|有关|书面|申请|申报|证明|佐证)*(?:材料|资料|文件)(?=[，。；]|$)"
)
_PIECE = re.compile(r"[^、]+")
_ITEM = re.compile(
    r"^\s*(?:第[^ \u3000条章]{1,6}条\s*|(?:[-—•·]\s*\[?\s*)?(?:[（(][0-9一二三四五六七八九十]{1,3}[）)]|[0-9一二三四五六七八九十]{1,3}[.、．]|[①-⑳])\s*\]?[、.]?\s*)"
)
_ORIGINALS = re.compile(
    r"(?:书|表|件|证明|证书|执照|报告|合同|协议|发票|凭证|清单|材料|资料|声明|承诺|通知|文件|报表|图片|照片|批复|方案|简介|台账|流水|收据|预算|成效)"
)
_GRANTS = re.compile(r"给予[^，。；]{0,24}(?:奖励|补助|补贴|资助|支持)")
_MAY_HOLD = re.compile(
    r"申报|受理|申请|材料|资料|审|公示|公告|立项|报批|批复|拨付|兑|验收|征集|下达|办理|启动|上报|核查"
)
_SHORTEST, _LONGEST, _OPENING = 5, 80, 120


def find_application(document: Document) -> tuple[Application, ...]:
    """Return the pieces of how to apply, in the order of the text."""
    found: list[Application] = []
    for clause in document.clauses:
        if clause.kind in {"footnotes", "notice", "box"} or not clause.paragraphs:
            continue
        listing = _above(document, clause, _MATERIALS, _LISTS)
        stepping = _above(document, clause, _STEPS, _STEPS_LEAD)
        found += (
            _application(clause, place, "office", words, phones)
            for place, words, phones in offices.find(document, clause)
        )
        for paragraph in clause.paragraphs:
            found += _in(clause, paragraph, listing, stepping)
            listing = listing or bool(
                _MATERIALS.search(paragraph.text) and paragraph.text.rstrip().endswith(("：", ":", "材料"))
            )
    return tuple(sorted(found, key=lambda one: one.span))


def _above(document: Document, clause: Clause, title: re.Pattern[str], opening: re.Pattern[str]) -> bool:
    """Tell a clause under such words: in its heading or opening sentence, or in that of a clause above it."""
    while True:
        if title.search(clause.title) or opening.search(clause.own_text[:_OPENING].rstrip()):
            return True
        if not clause.parent:
            return False
        clause = document.clause(clause.parent)


def _in(clause: Clause, paragraph: Paragraph, listing: bool, stepping: bool) -> Iterator[Application]:
    if paragraph.kind == "heading" or "\t" in paragraph.text or not (listing or _MAY_HOLD.search(paragraph.text)):
        return
    opened = listing
    for sentence in _SENTENCE.finditer(paragraph.text):
        opens = None if opened else _OPENS.search(sentence[0])
        start, end = (opens.end() if opens else 0), len(sentence[0].rstrip())
        start += len(sentence[0][start:]) - len(sentence[0][start:].lstrip())
        words = _plain(sentence[0][start:])
        what = _kind(words, bool(opened or opens), stepping) if words and words != clause.title else None
        if what:
            span = Span(paragraph.start + sentence.start() + start, paragraph.start + sentence.start() + end)
            yield _application(clause, span, what, words[:_LONGEST], text=sentence[0][start:end])
        if not opened and not opens:
            yield from _inline(clause, paragraph.start + sentence.start(), sentence[0])
        ends = paragraph.text[sentence.end() : sentence.end() + 1] == "。"
        opened = listing or ((opened or bool(opens)) and not ends)


def _kind(words: str, listing: bool, stepping: bool) -> ApplicationKind | None:
    """Tell what a sentence says about applying, None when it says nothing."""
    if "电话" in words or _GRANTS.search(words):
        return None
    said = not _NO_STEP.search(words)
    if said and _WINDOW.search(words):
        return "window"
    if listing:
        return "material" if _ORIGINALS.search(words) and not _MATERIALS.fullmatch(words) else None
    handled = (stepping and _STEP.search(words)) or _HANDLES.search(words)
    return "step" if said and handled and len(words) >= _SHORTEST else None


def _inline(clause: Clause, start: int, sentence: str) -> Iterator[Application]:
    """Materials named in a sentence: 提交租赁合同、付款凭证等材料."""
    for match in _INLINE.finditer(sentence):
        pieces = list(_PIECE.finditer(match["list"]))
        if match["rest"] is None and not all(_ORIGINALS.search(piece[0]) for piece in pieces):
            continue
        for piece in pieces if any(_ORIGINALS.search(piece[0]) for piece in pieces) else ():
            begin = start + match.start("list") + piece.start()
            span = Span(begin, begin + len(piece[0]))
            yield _application(clause, span, "material", "".join(piece[0].split()), text=piece[0])


def _plain(words: str) -> str:
    return _ITEM.sub("", "".join(words.split())).strip("：:，,、")


def _application(
    clause: Clause, span: Span, what: ApplicationKind, words: str, phones: tuple[str, ...] = (), text: str = ""
) -> Application:
    return Application(
        clause.id, "/".join(clause.path), span, what, words, find_quantities(text, span.start) if text else (), phones
    )
