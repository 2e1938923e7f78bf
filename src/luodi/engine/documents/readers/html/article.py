"""Which part of a page is the document: the smallest element that holds most of its sentences.

What is left out is never thrown away in silence: the reader counts it and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

NEVER_PRINTED = {
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "head", "link", "meta", "select",
    "option", "textarea", "input", "button", "audio", "video", "canvas", "map",
}  # fmt: skip
_NAVIGATION = {"nav", "footer", "aside", "menu"}
#: Words of a class or id by which sites name what is not the article.
_NAMED = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|crumbs?|mbx|weizhi|position|share|bdsharebuttonbox|"
    r"jiathis|foot|footer|bottom|copyright|sidebar|toolbar|print|dayin|related|xgwz|recommend|search|login|qrcode|ewm|"
    r"pager|pagination|skip|cookie|advert|ad)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE = re.compile(r"[。；，：、]")
_RECORD = re.compile(r"索\s*引\s*号|发文字号|文\s*号|成文日期|发布机构|发文机关|有\s*效\s*性")
_SOLELY = re.compile(
    r"^[\s【\[（(]*(?:打印(?:本页|文章)?|关闭(?:本页|窗口)?|分享(?:到)?|收藏(?:本页)?|返回(?:顶部|首页)|字(?:体|号)|大|中|小|"
    r"微信|微博|扫一扫在手机打开当前页|下载|复制链接|[\s:：|/【】\[\]()（）])*[\s】\]）)]*$"
)
_CONTAINERS = {"div", "section", "article", "main", "table", "tbody", "tr", "td", "center", "form", "font", "span"}
_MAY_BE_BOILERPLATE = {
    "div", "ul", "ol", "section", "header", "p", "span", "table", "td", "tr", "dl", "form", "h4", "h5",
}  # fmt: skip
#: Records and share bars are shorter than this.
SHORT = 600
#: An element with this share of the page's sentences is a candidate for the article.
MOST = 0.8
#: Shorter pages are taken whole: there is nothing to weigh.
LITTLE = 120


def local(element: etree._Element) -> str:
    """Return the tag's name, empty for comments and the like."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def is_hidden(element: etree._Element) -> bool:
    """Tell whether an element is never printed."""
    style = element.get("style") or ""
    return local(element) in NEVER_PRINTED or element.get("hidden") is not None or _HIDDEN.search(style) is not None


def text_of(element: etree._Element) -> str:
    """Return the characters below an element, without blanks; what is never printed must be gone before."""
    return "".join("".join(str(piece) for piece in element.itertext()).split())


@dataclass(slots=True)
class Weight:
    """What an element holds, counted once for the whole page so that deep pages stay quick."""

    length: int = 0
    linked: int = 0
    links: int = 0
    sentences: int = 0

    @property
    def own(self) -> int:
        """Return the characters that are not in links."""
        return self.length - self.linked


def weigh(body: etree._Element) -> dict[etree._Element, Weight]:
    """Count what each element below the body holds."""
    weights: dict[etree._Element, Weight] = {}
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            weights[element] = Weight()
            _add(weights[element], element.text)
            continue
        weight, parent = weights[element], element.getparent()
        if local(element) == "a":
            weight.linked, weight.links = weight.length, 1
        if parent is not None and element is not body:
            above = weights[parent]
            above.length += weight.length
            above.linked += weight.linked
            above.links += weight.links
            above.sentences += weight.sentences
            _add(above, element.tail)
    return weights


def _add(weight: Weight, text: str | None) -> None:
    if text:
        weight.length += len("".join(text.split()))
        weight.sentences += len(_SENTENCE.findall(text))


def is_boilerplate(element: etree._Element, weight: Weight) -> bool:
    """Tell whether an element is navigation, a share bar, a copyright line or a list of links."""
    tag = local(element)
    if tag in _NAVIGATION:
        return True
    if tag not in _MAY_BE_BOILERPLATE or not weight.length:
        return False
    text = text_of(element) if weight.length < SHORT else ""
    if _RECORD.search(text):
        return False
    if text and _SOLELY.match(text):
        return True
    if _NAMED.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return weight.sentences < max(12, weight.length / 60)
    return tag != "p" and _is_links(element, weight)


def _is_links(element: etree._Element, weight: Weight) -> bool:
    if weight.links < 3 or weight.linked < 0.6 * weight.length:
        return False
    # A document's own annexes are links too: they are named as such.
    return not any("附件" in text_of(link) for link in element.iter("a", "{*}a"))


def article_of(body: etree._Element) -> etree._Element:
    """Return the smallest element that holds most of the body's text; boilerplate must be gone before."""
    weights = weigh(body)
    total = weights[body].own
    found = body
    while total >= LITTLE:
        inner = next((child for child in found if _holds_most(child, weights, total)), None)
        if inner is None:
            break
        found = inner
    return found


def _holds_most(element: etree._Element, weights: dict[etree._Element, Weight], total: int) -> bool:
    return local(element) in _CONTAINERS and weights[element].own >= MOST * total


def beside(body: etree._Element, article: etree._Element) -> tuple[list[etree._Element], list[etree._Element]]:
    """Return what belongs to the document before and after the article, in the order of the page."""
    before: list[etree._Element] = []
    after: list[etree._Element] = []
    step = article
    while step is not body:
        earlier = reversed(list(step.itersiblings(preceding=True)))
        before = [found for sibling in earlier for found in _belonging(sibling)] + before
        after += [found for sibling in step.itersiblings() for found in _belonging(sibling)]
        parent = step.getparent()
        if parent is None:
            break
        step = parent
    return before, after


def _belonging(element: etree._Element) -> Iterator[etree._Element]:
    if _belongs(element):
        yield element
    else:
        for child in element:
            yield from _belonging(child)


def _belongs(element: etree._Element) -> bool:
    """Tell whether an element outside the article belongs to the document: its title, its record, its annexes."""
    tag = local(element)
    if tag in {"h1", "h2"}:
        return True
    if tag not in {"table", "ul", "dl", "div", "p", "li"}:
        return False
    text = text_of(element)
    if tag not in {"p", "li"} and len(_RECORD.findall(text)) >= 2 and len(text) < SHORT:
        return True
    return tag in {"p", "div", "li"} and text.startswith("附件") and len(text) < 300 and len(element) <= 12
