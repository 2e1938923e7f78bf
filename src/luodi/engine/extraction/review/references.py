"""What the text leans on: rules it does not name, documents without a number, clauses that are not there, promises without a sum."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.engine.core.ids import chinese_number
from luodi.engine.documents.model import Cited, Document, Span
from luodi.engine.extraction.model import Support
from luodi.engine.extraction.review.model import Remark
from luodi.engine.extraction.review.reading import Reading

_UNNAMED = re.compile(
    r"(?:按照?|依照|根据|参照|享受)(?:我市|我省|本市|市级|国家|省、市|国家、省|现行)?(?:的)?(?:有关|相关|现行|既有|相应)?(?:优惠)?(?:规定|政策)(?:规定|精神)?"
    r"(?=给予|予以|享受|支持|执行|兑现|奖励|补助|落实|，给予|的，|办理)"
    r"|(?:按照?|参照)我?[市省区]?[^，。；《》]{4,30}(?:意见|政策|规定|办法)(?:精神)?(?=给予|予以|享受|执行)"
)
_WHOLLY_OWN = re.compile(r"本(?:政策|办法|细则|措施|意见|规定|方案)|前款|上述|第[一二三四五六七八九十]+条")
_POLICY = re.compile(r"(?:政策|措施|意见|办法|规定|通知|方案|细则|计划|规划)(?:（[^）]*）)?$")
_FORM = re.compile(
    r"申请表|申报书|合同|协议|告知函|通知书|报告|清单|证书|目录|指南|标准|模型|情况|登记|任务书|宪法|法$|条例$"
)
_LEANS = re.compile(r"(?:按照?|依照|根据|参照|享受|执行|依据|符合|落实|与)[^，。；]{0,30}$")
_VAGUE = re.compile(
    r"(?:按照?|给予|予以|以)?(?:一定(?:的)?(?:比例|数额|额度|金额|资金|经费|补贴|奖励|补助)|(?:相应|适当|适度)(?:的)?(?:比例|额度|奖励|补助|补贴|资助|经费|资金))[的]?(?:补贴|奖励|补助|资助|支持|配套)?"
)
_MONEY_WORD = re.compile(r"给予[^，。；]{0,16}(?:奖励|补助|补贴|资助|资金|经费|财政支持|政策支持|配套|扶持)")
_NO_PROMISE = re.compile(
    r"优先|首购|纳入|列入|一事一议|一企一策|不予|不再|不给予|《|基金|股权|推荐|采购|税收|指导|减免|融资|担保|担当"
)
_ARTICLE = re.compile(
    r"(?:本(?:办法|细则|政策|措施|意见|规定|方案))?第([一二三四五六七八九十百]{1,5})(条|部分|章)(?:第?（([一二三四五六七八九十]{1,3})）(?:项|款)?|第([一二三四五六七八九十]{1,3})项)?"
)
_FOREIGN = re.compile(r"[》法]$|[》法](?:[^，。；]{0,6})$|条例$|原$")
_ANNEX = re.compile(r"(?:详?见|按照?|填写|根据)附(?:件|表)\s?([0-9一二三四五六七八九十]{0,2})")


def rules_without_name(reading: Reading) -> Iterator[Remark]:
    """按规定给予支持: by which."""
    for support in reading.supports:
        held = reading.grant(support)
        if support.basis is not None or "《" in held.value:
            continue
        found = _UNNAMED.search(held.value)
        if found and not _WHOLLY_OWN.search(found[0]):
            yield Remark(
                held.span(*found.span()), f"“{found[0]}”没有写是哪份文件",
                "企业找不到依据，只能打电话问；经办人各记各的文件，旧文件废止了也没人知道，这一条就成了空条文。",
                "依据哪份文件（名称、文号、条款）？该文件现在是否有效、失效后怎么办？",
            )  # fmt: skip


def documents_without_number(reading: Reading) -> Iterator[Remark]:
    """享受《若干意见》等政策: which of the many of that name."""
    document = reading.document
    known = {cited.title for cited in document.cited if cited.number} | {c.short for c in document.cited if c.short}
    seen: dict[str, list[Span]] = {}
    for cited in document.cited:
        if cited.title and cited.title not in known and _decides(reading, cited) and not _numbered(document, cited):
            start = document.cleaned.position(cited.span.start)
            seen.setdefault(cited.title, []).append(Span(start, document.cleaned.position(cited.span.end)))
    for title, spans in seen.items():
        yield Remark(
            spans[0], f"《{title}》没有文号",
            "同名、近名的文件年年发；没有文号，申请人和经办人可能各拿一份，引用的文件修订或废止后也查不到。",
            f"《{title}》的文号和发文日期是什么？现在是否有效？", places=tuple(spans[1:]),
        )  # fmt: skip


def _decides(reading: Reading, cited: Cited) -> bool:
    """Whether money or time hangs on the document: it is cited in a grant, or for how long this one holds."""
    title = cited.title
    if not _POLICY.search(title) or _FORM.search(title) or title in reading.title or reading.title in title:
        return False
    place = reading.document.cleaned.position(cited.span.start)
    before = "".join(reading.document.text[max(0, place - 40) : place].split())
    if not _LEANS.search(before.replace("《", "").replace("》", "")):
        return False
    return any(support.span.start <= place < support.span.end for support in reading.supports) or before.endswith(
        ("有效期与", "有效期同")
    )


def _numbered(document: Document, cited: Cited) -> bool:
    """Whether the number stands with another mention of nearly that title."""
    return any(
        other.number and (cited.title in other.title or other.title in cited.title)
        for other in document.cited
        if other.title
    )


def promises_without_sum(reading: Reading) -> Iterator[Remark]:
    """给予一次性奖励, 按一定比例给予补助: how much."""
    for support in reading.supports:
        held = reading.grant(support)
        if any(figure.role in {"rate", "cap", "floor", "amount", "fund", "share"} for figure in support.figures):
            continue
        vague = _VAGUE.search(held.value)
        found = vague or (_MONEY_WORD.search(held.value) if reading.pays and _promises(support, held.value) else None)
        if found:
            yield Remark(
                held.span(*found.span()), f"“{found[0].lstrip('，')}”没有数额，也没有写由哪份文件定",
                "看得见、算不出：企业没法决定要不要为它投入，预算没法列，写进考核也没法验收。",
                "给多少、按什么标准？暂不能定的，请写明由哪个部门在什么时候出标准。",
                severity="low" if reading.leaves_to_rules else None,
            )  # fmt: skip


def _promises(support: Support, words: str) -> bool:
    return support.basis is None and not _NO_PROMISE.search(words) and not _UNNAMED.search(words)


def clauses_that_are_not_there(reading: Reading) -> Iterator[Remark]:
    """违反第五十条规定的, in a text of forty articles."""
    articles = {c.number: c for c in reading.document.clauses if c.kind == "article"}
    parts = {c.number: c for c in reading.document.clauses if c.kind == "part" and not c.parent}
    chapters = {c.number: c for c in reading.document.clauses if c.kind == "chapter"}
    by_word = {"条": articles, "部分": parts, "章": chapters}
    for held in reading.passages:
        for found in _ARTICLE.finditer(held.value):
            own = by_word[found[2]]
            before = held.value[max(0, found.start() - 12) : found.start()]
            if (
                not own
                or not found.start()
                or held.value[found.end() : found.end() + 2] == "政策"
                or _FOREIGN.search(before)
            ):
                continue
            clause = own.get(chinese_number(found[1]))
            item = found[3] or found[4]
            below = {child.number for child in reading.document.children(clause.id)} if clause else set()
            if clause is None or (item and below and chinese_number(item) not in below):
                yield Remark(
                    held.span(*found.span()), f"引了“{found[0]}”，本文没有这一条",
                    "条文增删后编号没有跟着改：照着它追责、退款或者兑现，都没有依据。", f"“{found[0]}”应是哪一条？",
                )  # fmt: skip


def annexes_that_are_missing(reading: Reading) -> Iterator[Remark]:
    """详见附件2, and there is no annex."""
    if reading.document.annexes or any(clause.kind == "annex" for clause in reading.document.clauses):
        return
    for held in reading.passages:
        for found in _ANNEX.finditer(held.value):
            yield Remark(
                held.span(*found.span()), f"“{found[0]}”，文中没有附件",
                "表格、目录、名单往往决定能不能报；没有附件，申请人要另找另问。", f"“{found[0]}”是哪一份？是否随文发布？",
            )  # fmt: skip


def sums_case_by_case(reading: Reading) -> Iterator[Remark]:
    """以“一事一议”方式给予1000万元: negotiated, or fixed."""
    for support in reading.paying:
        held = reading.grant(support)
        case = re.search(r"一事一议", held.value)
        fixed = [f for f in support.figures if f.role == "amount" and f.unit == "yuan"]
        if (
            case
            and fixed
            and held.find(fixed[0].span.start) > case.end()
            and not re.search("[。；]", held.value[case.end() : held.find(fixed[0].span.start)])
        ):
            yield Remark(
                fixed[0].quantity.whole, f"“一事一议”是逐个商定，后面却给定额{fixed[0].quantity.text}",
                "商定的可以多也可以少，定额一分不能变；谈判和预算各按一种读法准备。",
                f"{fixed[0].quantity.text}是固定数，还是上限？一事一议议的是什么？",
            )  # fmt: skip
