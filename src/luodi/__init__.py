"""Luodi 落地: a region's AI-industry plan, read, computed and delivered as software.

`luodi.engine` is pure Python (no database, no network, no clock); `luodi.cli` is the command `luodi`;
`policies/` and `vocabulary/` beside this file are data.
"""

__version__ = "0.1.0"
