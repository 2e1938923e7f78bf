"""Every text of the site has its English, and the compiled catalog is that of the texts there are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")
pytest.importorskip("babel", reason="没有装 Babel，跳过英文的测试")


def test_every_text_has_its_english(tmp_path: Path) -> None:
    place = {**os.environ, "LUODI_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "luodi.site.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "luodi.site.messages", "--check"], env=place, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
