"""`luodi extract` as a person uses it, with a local model server that answers well, badly, late or not at all."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from luodi.cli.model import Endpoint
from luodi.engine.core.errors import DataError

from .conftest import Command

TEXT = "示例市政策\n\n一、对入选企业按投入的20%给予最高300万元补助。（责任单位：市科技局）\n\n二、对新设机构给予50万元奖励。\n"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "政策.txt"
    file.write_text(TEXT, "utf-8")
    return file


def test_what_was_found_is_told_with_its_place(luodi: Command, policy: Path) -> None:
    result = luodi("extract", policy)
    assert result.code == 0
    assert "支持  2 项" in result.out
    assert "一  第 3 行  上限｜比例 20%，上限 300万元｜市科技局" in result.out


def test_lines_of_json(luodi: Command, policy: Path) -> None:
    result = luodi("extract", policy, "--jsonl", "--kind", "support")
    rows = [json.loads(line) for line in result.out.splitlines()]
    assert [row["meaning"] for row in rows] == ["at_most", "amount"]
    assert rows[0]["figures"][1] == {
        "text": "300万元",
        "role": "cap",
        "value": "3000000",
        "unit": "yuan",
        "bound": "at_most",
        "per": "enterprise",
    }


def test_a_folder_is_written_file_by_file(luodi: Command, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "b.txt").write_text(TEXT, "utf-8")
    (folder / "c.txt").write_bytes(b"")
    result = luodi("extract", folder, "--out", out)
    assert result.code == 2  # c.txt cannot be read, and is named; the other is written
    assert "c.txt" in result.err
    assert "1 个文件已读，1 个不能读" in result.err
    assert [path.name for path in out.iterdir()] == ["a__b.jsonl"]


@pytest.mark.parametrize(
    ("words", "said"),
    [(["不在.txt"], "找不到"), ([".", ""], ""), (["{policy}", "--out", "x"], "--out 用于文件夹"), (["{folder}"], "--out"), (["{policy}", "--kind", "money"], "money"),
     (["{policy}", "--model", "qwen"], "看不懂模型地址")],
)  # fmt: skip
def test_bad_input_is_answered(luodi: Command, policy: Path, words: list[str], said: str) -> None:
    result = luodi("extract", *[word.format(policy=policy, folder=policy.parent) for word in words])
    assert result.code == 2
    assert said in result.err


def test_an_empty_folder_is_said(luodi: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = luodi("extract", tmp_path / "empty", "--out", tmp_path / "out")
    assert result.code == 2
    assert "没有能读的文件" in result.err


def test_nothing_found_is_exit_code_one(luodi: Command, tmp_path: Path) -> None:
    file = tmp_path / "空.txt"
    file.write_text("示例市通知\n\n请各单位做好准备工作并按时到会。\n", "utf-8")
    assert luodi("extract", file, "--kind", "support").code == 1


ANSWERS = {
    "good": '{"beneficiary": "入选企业", "conditions": ["入选企业"], "base": "投入"}',
    "invented": '{"beneficiary": "全体市民", "conditions": ["注册资本一亿元"], "base": "利润"}',
    "truncated": '{"beneficiary": "入选企',
    "odd": "我不知道",
}


class Model(BaseHTTPRequestHandler):
    """Answers as it was recorded, by the name of the model."""

    asked: list[str] = []  # noqa: RUF012  (one server at a time)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body["model"])
        name = body["model"]
        if name == "slow":
            time.sleep(0.6)
        if name == "broken":
            self.send_error(500)
            return
        said = "{" if name == "no-json" else json.dumps({"choices": [{"message": {"content": ANSWERS.get(name, "")}}]})
        try:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(said.encode())
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the protocol's)
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Model.asked = []
    http = HTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}/v1"
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("good", "问 2 项，采用 3 处，丢弃 原文没有 3"), ("invented", "问 2 项，采用 0 处，丢弃 原文没有 6"), ("truncated", "丢弃 看不懂的回答 2"), ("odd", "丢弃 看不懂的回答 2"),
        ("broken", "丢弃 没有回答 2"), ("no-json", "丢弃 没有回答 2"), ("slow", "丢弃 没有回答 2"),
    ],
)  # fmt: skip
def test_a_model_may_propose_and_only_the_text_counts(
    luodi: Command, policy: Path, server: str, name: str, said: str
) -> None:
    without = luodi("extract", policy, "--jsonl", "--kind", "support")
    result = luodi("extract", policy, "--jsonl", "--kind", "support", "--model", f"{server}/{name}", "--timeout", "0.2")
    assert said in result.err
    assert result.code == 0
    rows = [json.loads(line) for line in result.out.splitlines()]
    if name == "good":
        assert rows[0]["conditions"] == ["入选企业"]
        assert rows[0]["beneficiary"] == "入选企业"
    else:
        assert result.out == without.out


def test_a_silent_model_is_not_asked_for_ever(luodi: Command, tmp_path: Path, server: str) -> None:
    file = tmp_path / "长.txt"
    file.write_text("示例市政策\n\n" + "".join(f"{n}、对企业给予{n}万元奖励。\n\n" for n in range(1, 9)), "utf-8")
    result = luodi("extract", file, "--kind", "support", "--model", f"{server}/broken", "--timeout", "1")
    assert len(Model.asked) == 3
    assert "没有回答 3" in result.err


@pytest.mark.parametrize(
    ("given", "url", "name"),
    [("http://a:1/v1/Qwen/Qwen2.5", "http://a:1/v1", "Qwen/Qwen2.5"), ("https://a/b/c", "https://a/b", "c")],
)
def test_addresses(given: str, url: str, name: str) -> None:
    assert Endpoint.of(given) == Endpoint(url, name)


@pytest.mark.parametrize("given", ["qwen", "ftp://a/v1/b", "http://a/v1/", "http://a"])
def test_addresses_that_are_none(given: str) -> None:
    with pytest.raises(DataError, match="看不懂模型地址"):
        Endpoint.of(given)
