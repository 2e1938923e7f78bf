"""What looks like a quantity and is none: 5G, L4级, 百强, “7+28+N”, 文号, GB/T numbers, titles, ordinals, telephone numbers."""

from __future__ import annotations

import re

_CN = "零〇一二三四五六七八九十百"
_PATTERNS = (
    r"《[^》\n]{1,120}》",
    r"(?:https?://|www\.)[A-Za-z0-9./?=&_%:-]+",
    r"[〔\[（(](?:19|20)\d\d[〕\]）)]第?\d+号",
    r"第\d+号",
    r"(?:GB|ISO|IEC|IEEE|DB|YD|SJ|QB|JT|ITU)(?:/[A-Z]{1,3})?-?\d[\d.:—-]*",
    r"[A-Za-z][A-Za-z-]*\d+(?:\.\d+)*(?:级|类)?(?![万亿元%])",
    r"(?<![\d.])(?<!\d,)(?:[2-6]G|\d{1,2}[DKAdk])(?![A-Za-z0-9])(?:级)?",
    r"(?<![\d.])\d+(?:\+(?:\d+|[NnXxMm]))+",
    r"[“\"‘](?:[0-9]+(?:[+×xX][0-9NnXx]+)*|\d+[^”\"’0-9]{0,6}\d*[^”\"’]{0,4})[”\"’](?!家|个|项)",
    r"[“\"‘][千百万][人名家强][^”\"’]{0,6}[”\"’]|[千万百]人计划|[百千]强|百佳|百校|\d{2,4}强(?!度)|双百|双千|百千万|四上|三新",
    rf"[“\"‘]十[{_CN}]五[”\"’]|十[三四五]五",
    r"(?:工业|Web|web|版本|V|v)\d\.\d|\d\.0版?(?![\d%万亿家个])",
    r"(?:863|973|985|211)(?:计划|工程)?(?![\d.,]|[家个项万亿元%])",
    r"\d{3,4}-\d{7,8}(?:-\d+)?|(?<!\d)1[3-9]\d{9}(?!\d)|(?<![\d.])\d{7,8}(?=[、，。；)）\s]|$)",
    rf"第[{_CN}0-9]+(?![{_CN}0-9位名])[条款章节项届批期号类个次方步阶段季轮]?",
    r"(?m:^)[ \u3000]*(?:[0-9]{1,2}[.、．](?!\d)|[0-9]{1,2}\.(?=(?:19|20)\d\d年)|[（(][0-9一二三四五六七八九十]{1,3}[）)])",
    r"[（(][0-9]{1,2}[）)]",
    r"[“\"][^”\"0-9]{1,12}\d+条[”\"]?",
    r"(?m:^)[0-9]{1,2}\.[2-6]G(?=[\u4e00-\u9fff])",
    r"(?<=[、,])\d{1,3}所(?=[、,])",
    r"上一年度?|前[一两二]年度?|次一年度?|同一年度|民航[一二三]所|\d\d[1-9]所|从?0到1|新政\d+条",
    r"一事一议|一次性|一企一策|一体化|一站式|一揽子|一对一|一二三产|三网融合|两化融合|[一二三]级(?=响应|市场)|三甲|万众|千瓦时?(?=的)|百度",
    r"\d{1,2}:\d{2}(?!:)(?=[至到—-]|前|后|分)",
)  # fmt: skip
#: What a name may begin with: told first, so that most characters are passed by without trying every pattern.
_BEGINS = r"(?=[A-Za-z0-9 \u3000《〔\[（(“\"‘第十百千万双三四一二两上前次同民从新工版])"
_NAMES = re.compile(_BEGINS + "(?:" + "|".join(f"(?:{pattern})" for pattern in _PATTERNS) + ")")


def spans(text: str) -> list[tuple[int, int]]:
    """Return the runs of a folded text that hold numbers which are names, in order."""
    return [match.span() for match in _NAMES.finditer(text)]
