"""Encoded policies: load, check, verify against documents, compare.

>>> from luodi.engine.library import Library
>>> hangzhou = Library().policy("zhejiang/hangzhou/ai-zone-policy")
>>> hangzhou.region
'330100'
"""

from luodi.engine.library.cache import Cache, Memory
from luodi.engine.library.load import Library, read_policy

__all__ = ["Cache", "Library", "Memory", "read_policy"]
