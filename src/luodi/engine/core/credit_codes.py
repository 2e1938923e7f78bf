"""Unified social credit codes (统一社会信用代码): are the check digits right, and which codes can never be real.

Eighteen characters by GB 32100-2015: who registered it, what kind of body, six digits of GB/T 2260, nine characters of the
organisation code with its own check character (GB 11714-1997), and a check character over the seventeen before it.
I, O, S, V and Z are not in the alphabet, so `SYNTHETIC000000042` can never be given to anybody.

>>> check("91110000000000043U"), is_synthetic(synthetic(42))
('91110000000000043U', True)
"""

from __future__ import annotations

import re
import unicodedata

from luodi.engine.core.errors import DataError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_VALUE = {char: value for value, char in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION = slice(8, 17)
_SYNTHETIC = re.compile(r"SYNTHETIC\d{9}")
#: Characters that are not in the alphabet and what they were most likely meant to be.
_MISTAKEN = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}


def check(code: str) -> str:
    """Return the code in capitals without spaces; DataError says what is wrong with it, why, and what to do."""
    text = "".join(unicodedata.normalize("NFKC", code).split()).upper()
    if len(text) != LENGTH:
        why = "统一社会信用代码是 18 位" + ("，15 位的是旧的工商注册号" if len(text) == 15 else "")
        raise DataError(f"“{code}”有 {len(text)} 位", why=why, fix="照营业执照填写；这一列在表格软件里要设成文本")
    wrong = next((char for char in text if char not in _VALUE), "")
    if wrong and not is_synthetic(text):
        meant = f"，是不是“{_MISTAKEN[wrong]}”？" if wrong in _MISTAKEN else ""
        raise DataError(
            f"“{code}”里有“{wrong}”",
            why="信用代码只用数字和除 I、O、S、V、Z 以外的大写字母",
            fix=f"照营业执照核对{meant}",
        )
    return text if wrong else _checked(code, text)


def _checked(code: str, text: str) -> str:
    if not text[2:8].isdecimal():
        raise DataError(
            f"“{code}”的第 3 至 8 位不是数字", why="这六位是登记机关所在地的行政区划代码", fix="照营业执照核对"
        )
    if text[-1] != check_character(text[:-1]):
        raise DataError(
            f"“{code}”的校验码不对",
            why="按 GB 32100-2015 算出来的不是它，多半有一位抄错或两位颠倒",
            fix="照营业执照逐位核对",
        )
    organisation = text[_ORGANISATION]
    if organisation[-1] != organisation_check_character(organisation[:-1]):
        raise DataError(
            f"“{code}”里组织机构代码“{organisation}”的校验码不对",
            why="第 9 至 17 位要符合 GB 11714-1997", fix="照营业执照逐位核对",
        )  # fmt: skip
    return text


def check_character(seventeen: str) -> str:
    """Return the eighteenth character of a code (GB 32100-2015): weights 3^0, 3^1 … modulo 31."""
    total = sum(_VALUE[char] * weight for char, weight in zip(seventeen, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(eight: str) -> str:
    """Return the ninth character of an organisation code (GB 11714-1997); ten is written X."""
    values = (int(char, 36) for char in eight)
    total = sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def synthetic(number: int) -> str:
    """Return the code of a synthetic enterprise; it holds S and I, which no real code can."""
    if not 0 <= number < 10**9:
        raise ValueError(f"合成企业的编号是 0 至 999999999，不是 {number}")
    return f"SYNTHETIC{number:09d}"


def is_synthetic(code: str) -> bool:
    """Whether the code is one of `synthetic`."""
    return _SYNTHETIC.fullmatch(code) is not None
