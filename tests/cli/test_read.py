"""`luodi read`: what a person sees."""

from __future__ import annotations

import importlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from luodi.cli.read import read
from luodi.engine.core.errors import NotFound, SourceError

TEXT = (
    "成都市示例政策\n\n为了试验。\n\n一、支持研发\n\n（一）补助。按《国家示例规划》（国示发〔2017〕35号）给予补助。（责任单位：市科技局、市某办）\n\n三、附则\n\n"
    "本政策自印发之日起30日后施行，有效期四年。\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "政策.txt"
    path.write_text(TEXT, "utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(read, [str(word) for word in words])


def test_a_summary_and_the_outline(file: Path) -> None:
    result = run(file, "--issued", "2019-02-13", "--on", "2020-01-01")
    assert result.exit_code == 0
    assert "标题  成都市示例政策" in result.output
    assert "效力  2019-03-15起施行，有效期至2023-03-14，2020-01-01：施行中" in result.output
    assert "引用  《国家示例规划》（国示发〔2017〕35号）" in result.output
    assert "部门  成都市科学技术局（1）、市某办（1），共 2 个" in result.output
    assert "1.1" in result.output
    assert "第9行  “三、”前缺编号" in result.output


def test_the_missing_date_is_named(file: Path) -> None:
    assert "缺印发日期" in run(file).output


def test_one_clause_with_its_place_and_bodies(file: Path) -> None:
    output = run(file, "--clause", "1.1").output
    assert output.splitlines()[0] == f"1.1  一 / （一）  {file}:7，第 25–73 字"
    assert "上级  一、支持研发" in output
    assert "责任  市科技局＝成都市科学技术局" in output
    assert "责任  市某办（未在部门表中）" in output
    refused = run(file, "--clause", "1.9").exception
    assert isinstance(refused, NotFound)
    assert "1.1" in str(refused)


def test_forms(file: Path, tmp_path: Path) -> None:
    assert "（一）补助" in run(file, "--outline").output
    assert json.loads(run(file, "--json").output)["title"] == "成都市示例政策"
    assert run(file, "--markdown").output.startswith("# 成都市示例政策")
    assert "<akomaNtoso" in run(file, "--akn").output
    result = run(file, "--json", "--into", tmp_path / "输出")
    assert result.output.strip() == str(tmp_path / "输出" / "政策.json")
    assert json.loads((tmp_path / "输出" / "政策.json").read_text("utf-8"))["name"] == str(file)


def test_many_files_one_line_each_and_one_that_cannot_be_read(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的.txt"
    other.write_text("乙市政策\n\n一、甲\n", "utf-8")
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    result = run(file, empty, other)
    assert result.exit_code == 2
    assert f"{file}: 成都市示例政策，4 条，1 处需看" in result.stdout
    assert f"{other}: 乙市政策，1 条" in result.stdout
    assert "文件是空的" in result.stderr
    assert "2 个文件已读，1 个不能读" in result.stderr


def test_many_files_into_a_folder_keep_their_names_apart(file: Path, tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    same = tmp_path / "甲" / "政策.txt"
    same.write_text("甲市政策\n\n一、甲\n", "utf-8")
    result = run(file, same, "--markdown", "--into", tmp_path / "输出二")
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "输出二").iterdir()} == {"政策.md", "政策-2.md"}


def test_a_folder_that_cannot_be_made(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的.txt"
    other.write_text("乙市政策\n\n一、甲\n", "utf-8")
    for words in ((file, "--json", "--into", other), (file, other, "--json", "--into", other)):
        assert isinstance(run(*words).exception, SourceError)
    assert isinstance(run(file, "--json", "--into", other / "下面").exception, SourceError)


def test_a_bar_on_the_terminal(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "别的.txt"
    other.write_text("乙市政策\n\n一、甲\n", "utf-8")
    held = Terminal()
    monkeypatch.setattr("sys.stderr", held)
    with importlib.import_module("luodi.cli.read")._progress(2) as step:
        step()
        step()
    assert "读文件" in held.getvalue()
    assert "2/2" in held.getvalue()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "写出要读的文件"),
        (("a.txt", "b.txt", "--clause", "1"), "一次看一个文件"),
        (("a.txt", "b.txt", "--json"), "--into"),
        (("a.txt", "--split", "b.txt", "c"), "--split 单独使用"),
        (("a.txt", "--on", "2020-13-01"), "没有“2020-13-01”这一天"),
    ],
)
def test_wrong_use_is_explained(words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_that_is_not_there() -> None:
    assert isinstance(run("没有.txt").exception, NotFound)


def test_a_compilation_is_split(tmp_path: Path) -> None:
    compilation = tmp_path / "汇编.txt"
    compilation.write_text(
        "目录\n\n一、东部\n\n1. 甲市政策 3\n2. 乙市/意见 9\n3. 丙市办法 12\n\n甲市政策\n\n一、子\n\n乙市/意见\n\n一、丑\n",
        "utf-8",
    )
    folder = tmp_path / "输出"
    result = run("--split", compilation, folder)
    assert result.exit_code == 1
    assert "目录 3 份，正文找到 2 份" in result.stdout
    assert "丙市办法  —— 正文里没有（目录在第 7 行）" in result.stdout
    assert "第 3 份" in result.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["01-甲市政策.txt", "02-乙市意见.txt"]
    assert (folder / "01-甲市政策.txt").read_text("utf-8").startswith("甲市政策")
    assert "宜先拆开" in run(compilation).output
    assert isinstance(run("--split", compilation, compilation).exception, SourceError)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def package(document: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", document)
    return held.getvalue()


BAD = {
    "nothing.txt": (b"", "空的"),
    "nothing.pdf": (b"", "空的"),
    "bomb.docx": (package(f"<w:document {W}>".encode() + bytes(8_000_000)), "压缩炸弹"),
    "entities.docx": (package(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "DTD"),
    "deep.docx": (package(f"<w:document {W}><w:body>".encode() + b"<w:tbl>" * 9000), "不是正确的 XML"),
    "cut.docx": (package(b"<a/>")[:60], "损坏"),
    "deep.html": (b"<html>" + b"<div>" * 90_000, "嵌套过深"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<</Type/Catalog", "损坏"),
    "binary.txt": (bytes(range(256)) * 9, "认不出"),
    "cut.png": (b"\x89PNG\r\n\x1a\n" + bytes(60), "图片"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "不是 Word"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_has_one_clear_refusal(tmp_path: Path, name: str) -> None:
    data, said = BAD[name]
    (tmp_path / name).write_bytes(data)
    refused = run(tmp_path / name).exception
    assert isinstance(refused, SourceError)
    first, *rest = str(refused).splitlines()
    assert said in first
    assert name in first
    assert rest
    assert rest[-1].startswith("  办法：")


def test_a_sparse_file_of_200_megabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "大.pdf"
    with file.open("wb") as stream:
        stream.truncate(200_000_000)
    refused = run(file).exception
    assert isinstance(refused, SourceError)
    assert "200 MB，太大了" in str(refused)


def test_a_wrong_suffix_is_read_and_said(tmp_path: Path) -> None:
    file = tmp_path / "其实是网页.pdf"
    file.write_text("<html><body><p>乙市政策</p><p>一、支持企业。</p></body></html>", "utf-8")
    assert "后缀是“.pdf”，内容却是 html" in run(file).output
