"""Load encoded policies from their folders: strict, with file and line, and quick by a cache that cannot be stale."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, LuodiError, NotFound, Place, Problems
from luodi.engine.core.ids import is_policy_id
from luodi.engine.core.period import DateSpan
from luodi.engine.library.cache import Cache
from luodi.engine.library.words import load_vocabulary, vocabulary_digest
from luodi.engine.rules.model import Policy, Support
from luodi.engine.rules.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pydantic import ValidationError

PACKAGE = Path(__file__).resolve().parents[2]
POLICIES = PACKAGE / "policies"
VOCABULARY = PACKAGE / "vocabulary"
POLICY_FILE, CASES_FILE = "policy.yaml", "cases.yaml"


class Library:
    """The encoded policies of one folder with their vocabulary; each is read when it is first asked for."""

    def __init__(
        self, policies: Path = POLICIES, vocabulary: Path = VOCABULARY, cache: Cache | None = None, overlay: Path | None = None,
    ) -> None:  # fmt: skip
        """`overlay` is a second folder of the same form: what stands in it is read instead of what `policies` has under that id."""
        self.folder, self.vocabulary_folder, self.overlay = policies, vocabulary, overlay
        self.cache = cache or Cache(None)
        self._policies: dict[str, Policy] = {}
        self._ids: tuple[str, ...] | None = None
        self._digest = vocabulary_digest(vocabulary)
        self._vocabulary: Vocabulary | None = None

    def overlaid(self, folder: Path) -> Library:
        """Return the same policies and words with another folder laid over them, instead of this library's own overlay."""
        return Library(self.folder, self.vocabulary_folder, self.cache, overlay=folder)

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary, read when first needed."""
        if self._vocabulary is None:
            held = self.cache.get(self._digest)
            self._vocabulary = held if isinstance(held, Vocabulary) else load_vocabulary(self.vocabulary_folder)
            if held is None:
                self.cache.put(self._digest, self._vocabulary)
        return self._vocabulary

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all policy folders, in order; the folders are looked through once."""
        if self._ids is None:
            self._ids = self._found()
        return self._ids

    def _found(self) -> tuple[str, ...]:
        roots = [self.folder] + ([self.overlay] if self.overlay else [])
        found = {(root, file) for root in roots for name in (POLICY_FILE, CASES_FILE) for file in root.rglob(name)}
        return tuple(sorted({file.parent.relative_to(root).as_posix() for root, file in found}))

    def folder_of(self, policy_id: str) -> Path:
        """Return the folder that a policy is read from: in the overlay when it stands there, else in the main folder."""
        over = self.overlay / policy_id if self.overlay else None
        return over if over is not None and (over / POLICY_FILE).is_file() else self.folder / policy_id

    def policy(self, policy_id: str) -> Policy:
        """Return one policy; NotFound names the nearest id, Problems all that is wrong in its file."""
        if policy_id not in self._policies:
            self._policies[policy_id] = self._follow(self._load(policy_id))
        return self._policies[policy_id]

    def policies(self) -> list[Policy]:
        """Return every policy of the folder."""
        return [self.policy(policy_id) for policy_id in self.ids()]

    def support(self, path: str) -> Support:
        """Return the support of a whole id, `sichuan/chengdu/ai-policy#1.2`; NotFound names the nearest."""
        policy_id, mark, own = path.partition("#")
        if not mark:
            raise NotFound(
                f"“{path}”不是支持的 id",
                fix="写 政策id#条款，例如 zhejiang/hangzhou/ai-zone-policy#4；luodi policies show 政策id 列出全部",
            )
        policy = self.policy(policy_id)
        support = policy.support(own)
        if support is None:
            raise NotFound(f"{policy_id} 没有支持“{own}”", fix=_nearest(own, [s.id for s in policy.supports]))
        return support

    def _load(self, policy_id: str) -> Policy:
        folder = self.folder_of(policy_id)
        written = [(folder / name).is_file() for name in (POLICY_FILE, CASES_FILE)]
        if not is_policy_id(policy_id) or not any(written):
            raise NotFound(f"没有政策“{policy_id}”", fix=_nearest(policy_id, list(self.ids())))
        for name in (POLICY_FILE, CASES_FILE):
            if not (folder / name).is_file():
                raise DataError(
                    f"{policy_id} 缺少 {name}",
                    place=Place(shown(folder)),
                    fix="补上这个文件；luodi policies new 会写出两个文件的骨架",
                )
        raw = (folder / POLICY_FILE).read_bytes()
        digest = hashlib.sha256(policy_id.encode() + b"\0" + self._digest.encode() + raw).hexdigest()
        held = self.cache.get(digest)
        if isinstance(held, Policy):
            return held
        policy = replace(read_policy(folder, policy_id, self.vocabulary), digest=digest)
        self.cache.put(digest, policy)
        return policy

    def _follow(self, policy: Policy) -> Policy:
        """Take the term of the policy that this one says it shares, when that policy is in the library."""
        other = policy.validity.same_as
        if other not in self.ids():
            return policy
        if other == policy.id:
            raise DataError(f"{policy.id} 的有效期随自己", fix="改正 in_force.until.same_as")
        end = self.policy(other).validity.end
        return replace(policy, validity=replace(policy.validity, end=end, start=DateSpan(
            policy.validity.start.earliest, min(policy.validity.start.latest, end.latest))))  # fmt: skip


def read_policy(folder: Path, policy_id: str, vocabulary: Vocabulary) -> Policy:
    """Read one policy folder without any cache; Problems lists everything that is wrong."""
    from pydantic import ValidationError

    from luodi.engine.library import schema
    from luodi.engine.library.lower import lower

    path = folder / POLICY_FILE
    source = strict_yaml.load(path, shown(path))
    if not isinstance(source.data, dict):
        raise DataError("政策文件的最外层要是 键: 值", place=source.place())
    try:
        shape = schema.PolicyShape.model_validate(source.data)
    except ValidationError as error:
        raise Problems(shape_problems(error, source, schema.PolicyShape)) from None
    return lower(source, shape, policy_id, vocabulary)


def shape_problems(error: ValidationError, source: strict_yaml.Source, root: type[Any]) -> list[LuodiError]:
    """Say what pydantic found in our own words, with the line and the nearest right key."""
    from luodi.engine.library.shape_errors import explain

    return explain(error, source, root)


def _nearest(word: str, words: list[str]) -> str:
    from luodi.engine.rules.grammar import did_you_mean

    return did_you_mean(word, words) or ("可用：" + "、".join(words[:12]) if words else "")


def shown(path: Path) -> str:
    """Name a file the way a person would: from the package or the current folder, never the whole machine path."""
    for root in (PACKAGE, Path.cwd()):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.as_posix()
