"""What every page of figures says of the machine they were taken on."""

from __future__ import annotations

import os
import platform


def machine() -> str:
    """Return the kind of machine, the system and Python, for people."""
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} 核共享的虚拟机，{system}，Python {platform.python_version()}"
