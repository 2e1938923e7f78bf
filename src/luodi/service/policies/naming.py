"""What a document is called: titles and numbers as they are compared, its kind by its title, the key it is held under.

>>> plain_title("示例市人民政府办公室关于印发《示例市 算力若干政策》的通知"), plain_number("示政办〔2024〕 8号")
('示例市算力若干政策', '示政办20248号')
>>> kind_of("示例市算力专项政策实施细则（试行）"), KINDS[kind_of("示例市算力发展规划（2021—2025年）")]
('rules', '规划')
"""

from __future__ import annotations

import re
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from luodi.engine.core.ids import is_policy_id

KINDS = {
    "policy": _("政策措施"), "rules": _("实施细则"), "measures": _("办法"), "plan": _("规划"), "action": _("计划方案"), "opinion": _("意见"),
    "guide": _("指南"), "regulation": _("条例规定"), "notice": _("通知公告"), "other": _("其他"),
}  # fmt: skip
_WORDS = (
    ("rules", "细则|操作规程|申报规程"), ("regulation", "条例|规定"), ("measures", "办法"), ("policy", "政策|措施|[0-9一二三四五六七八九十]+条"),
    ("plan", "规划|纲要"), ("action", "计划|方案"), ("opinion", "意见"), ("guide", "指南|导则|指引"), ("notice", "通知|公告|通告"),
)  # fmt: skip
_ODD = re.compile(r"[\s《》〈〉“”\"'（）()【】\[\]〔〕:：,，、.．—–─\-]")
_WRAPPED = re.compile(r"^.*?关于(?:印发|发布|公布|转发)[〈《]?(.+?)[〉》]?的(?:通知|公告)$")
_BROKEN = re.compile(r"(?<=[\u3001-\u9fff\uff08-\uff1b]) (?=[\u3001-\u9fff\uff08-\uff1b])")
_INNER = str.maketrans("《》", "〈〉")
_BRACKETED = re.compile(r"[（(【\[〔][^（）()【】\[\]〔〕]*[）)】\]〕]")


def one_line(title: str) -> str:
    """Return the title on one line: where it was broken between Chinese characters nothing is left.

    >>> one_line("示例市 算力 AI 政策")
    '示例市算力 AI 政策'
    """
    return _BROKEN.sub("", " ".join(title.split()))


def quoted(title: str) -> str:
    """Return the title in 《》, with what is quoted inside it in 〈〉.

    >>> quoted("《示例政策》实施细则")
    '《〈示例政策〉实施细则》'
    """
    return f"《{title.translate(_INNER)}》"


def plain_title(title: str) -> str:
    """Return the title without blanks, brackets and the notice around it."""
    bare = "".join(title.split())
    wrapped = _WRAPPED.match(bare)
    return _ODD.sub("", wrapped[1] if wrapped else bare)[:300]


def plain_number(number: str) -> str:
    """Return the number without brackets and blanks."""
    return _ODD.sub("", number)[:80]


def kind_of(title: str) -> str:
    """Tell the kind by the last word of the title that names one."""
    bare = _BRACKETED.sub("", "".join(title.split()))
    wrapped = _WRAPPED.match(bare)
    text = wrapped[1] if wrapped else bare
    found = [
        (match.end(), -order, kind) for order, (kind, words) in enumerate(_WORDS) for match in re.finditer(words, text)
    ]
    return max(found)[2] if found else "other"


def key_of(name: str) -> str:
    """Return the key that a file's path below its folder gives, empty when it gives none: `henan/5g-plan.txt`.

    >>> key_of("henan/5g-plan.txt"), key_of("政策/算力.docx"), key_of("plan.txt")
    ('henan/5g-plan', '', '')
    """
    key = PurePath(name).with_suffix("").as_posix() if name else ""
    return key if is_policy_id(key) else ""
