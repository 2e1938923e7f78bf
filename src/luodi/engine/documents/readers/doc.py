"""Old Word (.doc), WPS, RTF and OpenDocument files: turned into .docx by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path, PurePath

from luodi.engine.core.errors import Place, SourceError, UnsupportedFormat
from luodi.engine.documents.readers import docx
from luodi.engine.documents.source import Source

SUFFIXES: tuple[str, ...] = (".doc", ".wps", ".rtf", ".odt", ".dot")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: LibreOffice needs a second; a minute means that it hangs.
SECONDS = 60
_PROGRAMS = ("soffice", "libreoffice")


def recognises(head: bytes) -> bool:
    """The marks of OLE files (.doc, .wps), of RTF and of OpenDocument text."""
    return head.startswith((_OLE, b"{\\rtf")) or b"mimetypeapplication/vnd.oasis.opendocument.text" in head[:200]


def read(data: bytes, name: str) -> Source:
    """Convert and read the file; say what to do where LibreOffice is missing."""
    _refuse_others(data, name)
    program = next((found for program in _PROGRAMS if (found := shutil.which(program))), None)
    if program is None:
        raise UnsupportedFormat(
            "读旧版 Word（.doc、.wps、.rtf）需要 LibreOffice，本机没有安装",
            place=Place(name),
            why=".doc 是不公开的二进制格式，先由 LibreOffice 转为 .docx 再读",
            fix="用 Word/WPS 另存为 .docx；或安装 LibreOffice（Debian/Ubuntu：apt install libreoffice-writer-nogui）",
        )
    source = docx.read(_converted(data, name, program), name)
    return replace(source, format="doc", problems=("由 LibreOffice 转换后读取", *source.problems))


def _refuse_others(data: bytes, name: str) -> None:
    if not data.startswith(_OLE):
        return
    # Names in an OLE file are UTF-16; an encrypted .docx is an OLE file, too.
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise SourceError("Word 文件已加密", place=Place(name), why="打开它需要密码", fix="请去掉密码后另存一份")
    if "WordDocument".encode("utf-16-le") not in data:
        raise UnsupportedFormat(
            "这不是 Word 文档",
            place=Place(name),
            why="OLE 文件里没有 Word 正文",
            fix="请在原软件中另存为 .docx 或 .pdf",
        )


def _converted(data: bytes, name: str, program: str) -> bytes:
    suffix = PurePath(name).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="luodi-") as folder:
        given = Path(folder) / f"given{suffix if suffix in SUFFIXES else '.doc'}"
        given.write_bytes(data)
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", "docx", "--outdir", folder, str(given)]
        said = _run(command, folder, name)
        result = Path(folder) / "given.docx"
        if not result.exists():
            raise _failed(name, said)
        return result.read_bytes()


def _run(command: list[str], folder: str, name: str) -> str:
    """Run LibreOffice and return what it said; at the end of the time its children end with it."""
    own_group = hasattr(os, "killpg")
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=own_group
    ) as running:
        try:
            _, errors = running.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            if own_group:
                os.killpg(running.pid, signal.SIGKILL)
            running.kill()
            raise _failed(name, f"{SECONDS} 秒没有转完") from error
    lines = [line for line in errors.decode(errors="replace").splitlines() if line and "javaldx" not in line]
    return " ".join(lines)[-200:] or f"退出码 {running.returncode}"


def _failed(name: str, why: str) -> SourceError:
    return SourceError("LibreOffice 转换失败", place=Place(name), why=why, fix="请用 Word/WPS 打开后另存为 .docx")
