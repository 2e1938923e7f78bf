"""Importing the readers loads no heavy library: a reader loads its own when it reads."""

from __future__ import annotations

import subprocess
import sys


def test_importing_the_register_is_light() -> None:
    code = (
        "import sys; from luodi.engine.documents.readers import register; register(); "
        "print([m for m in ('lxml', 'pypdfium2', 'rapidocr', 'numpy', 'PIL', 'onnxruntime') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
