"""Draw docs/images/check.png: the sample check-up as a terminal shows it.

python docs/screenshot.py          needs Chromium and a Chinese font (Debian: chromium, fonts-noto-cjk)
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from luodi.cli.answer_table import show
from luodi.cli.check import answer_for
from luodi.engine.library import Library

ROOT = Path(__file__).resolve().parents[1]
LINES = 41
#: In a Chinese font lines and dashes are as wide as a character; a terminal draws them half as wide.
PAGE = """<!doctype html><meta charset="utf-8"><style>
@font-face {{ font-family: lines; src: local("DejaVu Sans Mono"); unicode-range: U+2014, U+2500-257F; size-adjust: 83.1% }}
body {{ margin: 0; background: #14181f; color: #dfe5ee }}
pre {{ margin: 0; padding: 22px 26px; font: 15px/1.42 lines, "Noto Sans Mono CJK SC", monospace; white-space: pre }}
{stylesheet}
</style><pre>{code}</pre>"""


def main() -> int:
    """Write the picture; return the exit code."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.stderr.write("没有找到 Chromium：Debian 上 apt install chromium fonts-noto-cjk\n")
        return 2
    library = Library()
    out = Console(
        record=True,
        width=112,
        highlight=False,
        force_terminal=True,
        color_system="truecolor",
        file=io.StringIO(),
    )
    out.print("$ luodi check examples/growing-firm.yaml", style="bold")
    show(
        answer_for(library, ROOT / "examples" / "growing-firm.yaml", None, library.policies()), library.vocabulary, out
    )
    page = out.export_html(code_format=PAGE, inline_styles=False)
    body, tail = page.split("</pre>")[0], "</pre>"
    page = "\n".join(body.splitlines()[: LINES + 12]) + tail
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder, "check.html")
        html.write_text(page, "utf-8")
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking",
            "--disable-sync", "--no-first-run", f"--user-data-dir={folder}/profile", "--window-size=900,960",
            f"--screenshot={ROOT / 'docs' / 'images' / 'check.png'}", html.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
