"""Two policies side by side, for people."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from luodi.engine.library.compare import Comparison, Difference
from luodi.engine.rules.vocabulary import Vocabulary


def show(result: Comparison, vocabulary: Vocabulary, out: Console) -> None:
    """Print pairs with their differences, then what stands alone."""
    out.print(f"[bold]A[/] {escape(result.first.title)}（{result.first.id}）")
    out.print(f"[bold]B[/] {escape(result.second.title)}（{result.second.id}）")
    same = [p for p in result.pairs if not p.differences]
    if result.pairs:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
        for column, ratio in (("A", 1), ("B", 1), ("不同之处", 1), ("A 写的", 4), ("B 写的", 4)):
            table.add_column(column, ratio=ratio, overflow="fold")
        for pair in result.pairs:
            for i, d in enumerate(pair.differences):
                ids = (pair.general.id, pair.specific.id) if i == 0 else ("", "")
                said = [_labelled(text, d, vocabulary) for text in (d.first, d.second)]
                table.add_row(*ids, d.what, *map(escape, said))
        out.print(table, soft_wrap=False)
        out.print(f"相互对应 {len(result.pairs)} 项，其中 {len(same)} 项写法相同")
    else:
        out.print("两项政策没有实施关系，不逐项对照。")
    for name, supports in (("A", result.only_first), ("B", result.only_second)):
        if supports:
            out.print(f"只在 {name} 里：" + "、".join(f"{s.id} {s.title}" for s in supports), markup=False)


def _labelled(text: str, difference: Difference, vocabulary: Vocabulary) -> str:
    """Name a kind of entity as people read it; other differences already are."""
    kind = vocabulary.entities.get(text) if difference.what == "按什么计" else None
    return kind.label if kind else text
