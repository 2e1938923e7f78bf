"""Industries by GB/T 4754-2017: sections (门类, a letter) and divisions (大类, two digits), found by code or by words.

>>> name("I65"), check("65")
('信息传输、软件和信息技术服务业 › 软件和信息技术服务业', 'I65')
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from django.utils.translation import gettext as _

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError


@lru_cache(maxsize=1)
def industries() -> Mapping[str, str]:
    """Every section (`I`) and division (`I65`) with its name, in the order of the standard."""
    raw = files("luodi").joinpath("vocabulary", "industries.yaml").read_bytes()
    made: dict[str, str] = {}
    for section, told in strict_yaml.parse(raw, "industries.yaml").data.items():
        made[section] = told["name"]
        made |= {f"{section}{division}": name for division, name in told["divisions"].items()}
    return made


def name(code: str) -> str:
    """The name of an industry with the section it belongs to; the bare code when there is none."""
    known = industries()
    if code not in known:
        return code
    return known[code] if len(code) == 1 else f"{known[code[0]]} › {known[code]}"


def check(text: str) -> str:
    """The code of an industry written as `I65`, `65`, `I`, or by its whole name; DataError when there is none."""
    told = text.strip().upper()
    found = next(
        (code for code, own in reversed(industries().items()) if told in {code, code[1:] or code, own, name(code)}),
        None,
    )
    if found is None:
        raise DataError(
            _("没有行业“%(a)s”") % {"a": text},
            why=_("行业用 GB/T 4754-2017 的门类或大类代码"),
            fix=_("如 I65（软件和信息技术服务业）；可用字词查找"),
        )
    return found


def suggested(words: str, most: int = 12) -> list[tuple[str, str]]:
    """Industries whose code begins with the words or whose name holds all of them, with their names."""
    told = words.strip().upper()
    if not told:
        return []
    found = [
        code for code, own in industries().items()
        if code.startswith(told) or code[1:].startswith(told) or all(word in own.upper() for word in told.split())
    ]  # fmt: skip
    found.sort(key=lambda code: not industries()[code].startswith(told))
    return [(code, name(code)) for code in found[:most]]
