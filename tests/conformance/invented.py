"""Policies made up at random from the whole grammar: what nobody has written yet must come out alike too."""

from __future__ import annotations

import re
from random import Random

MONEY = {
    "enterprise": ["sales", "(sales@last_year)", "capital", "tax", "profit"], "project": ["invest", "cost", "state_money"],
    "loan": ["principal"], "lease": ["rent", "(rent@last_year)"], "site": [],
}  # fmt: skip
RATIOS = {"enterprise": ["abroad", "growth"], "project": ["local"]}
COUNTS = {"enterprise": ["staff", "(staff@last_year)", "patents"], "site": ["visits"]}
DATES = {
    "enterprise": ["founded_on"],
    "project": ["finished_on"],
    "loan": ["disbursed_on", "due_on"],
    "lease": ["started_on", "ended_on"],
}
FLAGS = {"enterprise": ["accredited", "exporting", "honest"], "project": ["shortlisted"]}
WORDS = {
    "enterprise": {"level": ["national", "provincial", "municipal"]},
    "project": {"grade": ["gold", "silver", "bronze"]},
}
FIGURES = ["10_000", "250_000", "999_999.99", "1_000_000", "3_000_000", "50_000_000"]
RATES = ["0.05", "0.1", "0.015", "0.3", "0.333", "0.5", "1"]


class Inventor:
    """Writes one policy; formulas keep to the units, so that most of them load."""

    def __init__(self, seed: int | str) -> None:
        self.random = Random(str(seed))
        self.values: dict[str, str] = {}
        self.entity = "enterprise"

    def policy(self) -> tuple[list[str], str]:
        """The bodies of some supports, and the head of the policy."""
        pick = self.random
        bodies = [self.support(i + 1) for i in range(pick.choice([1, 2, 3, 4, 5]))]
        head = []
        if pick.random() < 0.5:
            head.append(f"combining: {{rule: {pick.choice(['highest_only', 'choose_one', 'stacks'])}, clause: 九}}")
        if any("group: " in b for b in bodies):
            names = sorted(
                {
                    n
                    for b in bodies
                    for n in ("g", "k")
                    if f"group: {n}" in b or f"group: [g, {n}]" in b or f"group: [{n}, k]" in b
                }
            )
            rules = [
                f"  {n}: {{rule: highest_only, per: {pick.choice(['enterprise', 'project'])}, clause: 九}}"
                for n in names
            ]
            head.append("groups:\n" + "\n".join(rules))
        priced = [str(i + 1) for i, b in enumerate(bodies) if "discretion" not in b]
        if len(priced) > 1 and pick.random() < 0.5:
            some = sorted(pick.sample(priced, pick.randint(2, len(priced))))
            listed = ", ".join(f'"{n}"' for n in some)
            head.append(f"limits:\n- {{supports: [{listed}], per: {pick.choice(['enterprise', 'entity'])}, period: {self.period()}, cap: {self.cap()}, clause: 九}}")  # fmt: skip
        if pick.random() < 0.4:
            head.append(f"rounding: {{sum: {{to: {pick.choice(['1', '0.01', '10_000', '0.1'])}, how: {pick.choice(['half_up', 'down'])}}}, clause: 九, facts: {{sales: {{to: 10_000, how: down}}, profit: {{to: 1_000, how: down}}}}}}")  # fmt: skip
        if pick.random() < 0.5:
            self.values, self.entity = {}, "enterprise"
            head.append('when_all: within(home, "330100")')
        return bodies, "\n".join(head)

    def support(self, number: int) -> str:
        """One support, without its id and clause."""
        pick = self.random
        self.values = {}
        self.entity = pick.choice(["enterprise", "enterprise", "project", "project", "loan", "lease", "site"])
        lines = [f"for: {self.entity}"] if self.entity != "enterprise" else []
        if pick.random() < 0.6:
            lines.append(f"when: {self.truth(pick.randint(0, 3))}")
        kind = pick.choice(["amount", "amount", "at_most", "at_most", "at_most", "discretion"])
        if kind == "discretion":
            lines.append("discretion: 一事一议")
        else:
            lines.append(f"{kind}: {self.money(pick.randint(1, 4))}")
            if kind == "at_most" and pick.random() < 0.2:
                lines.append(f"at_least: {self.money(1)}")
            lines += self.rest(number)
        self.values = {k: v for k, v in self.values.items() if re.search(rf"\b{k}\b", "\n".join(lines))}
        if self.values:
            lines.append("values: {" + ", ".join(f"{k}: {v}" for k, v in self.values.items()) + "}")
        return "\n".join(lines)

    def rest(self, number: int) -> list[str]:
        pick, lines = self.random, []
        if pick.random() < 0.25:
            lines.append(f"once: {pick.choice(['entity', 'enterprise'])}")
        elif pick.random() < 0.2:
            lines.append(f"years_paid: {pick.choice([1, 2, 3])}")
        if pick.random() < 0.4:
            lines.append(f"group: {pick.choice(['g', 'g', 'k', '[g, k]'])}")
        if pick.random() < 0.15:
            lines.append("stacks: true")
        if pick.random() < 0.15:
            lines.append("unmodelled: [另有一部分]")
        limits = []
        for _ in range(pick.choice([0, 0, 1, 1, 2])):
            per = pick.choice(["enterprise", "entity", self.entity])
            limits.append(f"{{per: {per}, period: {self.period()}, cap: {self.cap()}}}")
        if limits:
            lines.append(f"limits: [{', '.join(limits)}]")
        return lines

    def period(self) -> str:
        return self.random.choice(["year", "lifetime", "{years: 3}", "{years: 1}"])

    def cap(self) -> str:
        return self.random.choice(["500_000", "1_000_000", "123_456.78", "20_000_000"])

    def value(self, prefix: str, written: str) -> str:
        name = f"{prefix}{len(self.values) + 1}" if prefix != "rate" else f"r{len(self.values) + 1}_rate"
        self.values[name] = written
        return name

    # -- expressions ----------------------------------------------------------------------------------------------

    def own(self, facts: dict[str, list[str]]) -> list[str]:
        return [*facts.get(self.entity, []), *(facts["enterprise"] if self.entity != "enterprise" else [])]

    def money(self, depth: int) -> str:
        pick = self.random
        if depth == 0:
            return pick.choice([*self.own(MONEY), self.value("m", pick.choice(FIGURES)), "received", "received_here"])
        less = depth - 1
        match pick.randint(0, 13):
            case 0:
                return f"({self.money(less)} + {self.money(less)})"
            case 1:
                return f"({self.money(less)} - {self.money(less)})"
            case 2 | 3 | 4:
                return f"{self.money(less)} * {self.ratio(less)}"
            case 5 | 6 | 7:
                return f"min({self.money(less)}, {self.value('m', pick.choice(FIGURES))})"
            case 8:
                return f"max({self.money(less)}, {self.money(less)})"
            case 9:
                return f"({self.money(less)} if {self.truth(less)} else {self.money(less)})"
            case 10:
                rows = sorted({pick.choice([100_000, 1_000_000, 5_000_000, 20_000_000]) for _ in range(3)})
                results = [pick.choice([0, 10_000, 50_000, 200_000]) for _ in rows]
                table = self.value(
                    "t", "[" + ", ".join(f"[{a}, {b}]" for a, b in zip(rows, results, strict=True)) + "]"
                )
                return f"{pick.choice(['step', 'step_above'])}({self.money(less)}, {table})"
            case 11:
                name, words = pick.choice(
                    [w for e in {self.entity, "enterprise"} for w in sorted(WORDS.get(e, {}).items())]
                )
                table = self.value(
                    "c",
                    "{"
                    + ", ".join(f"{w}: {pick.choice([10_000, 30_000, 0])}" for w in words[: pick.randint(1, 3)])
                    + "}",
                )
                return f"pick({name}, {table})"
            case 12:
                return f"{self.value('m', pick.choice(FIGURES))} * {pick.choice([*self.own(COUNTS), self.days()])}"
            case _:
                return f"{self.money(less)} / {pick.choice([*self.own(COUNTS), self.value('n', pick.choice(['3', '7', '365']))])}"

    def ratio(self, depth: int) -> str:
        pick = self.random
        match pick.randint(0, 6) if depth else 0:
            case 5:
                return f"({self.money(depth - 1)} / {self.value('m', '3_000_000')})"
            case 6 if self.own(RATIOS):
                return f"(1 - {pick.choice(self.own(RATIOS))})"
            case 4 if self.own(RATIOS):
                return pick.choice(self.own(RATIOS))
        return self.value("rate", pick.choice(RATES))

    def days(self) -> str:
        pick = self.random
        return pick.choice(
            [
                f"days_between({self.day(1)}, {self.day(1)})",
                f"overlap_days({self.day(0)}, {self.day(1)}, {self.day(1)}, {self.day(0)})",
            ]
        )

    def day(self, depth: int) -> str:
        pick = self.random
        leaf = pick.choice([*self.own(DATES), "on", "year_start", "year_end"])
        match pick.randint(0, 5) if depth else 0:
            case 1 | 2:
                unit = pick.choice(["years", "months", "days"])
                return f"({leaf} {pick.choice('+-')} {unit}({self.value('n', pick.choice(['1', '2', '6', '30']))}))"
            case 3:
                return f"{pick.choice(['min', 'max'])}({self.day(depth - 1)}, {self.day(depth - 1)})"
            case 4:
                return f"({self.day(0)} if {self.truth(0)} else {self.day(0)})"
        return leaf

    def truth(self, depth: int) -> str:
        pick = self.random
        compare = pick.choice([">=", ">", "<=", "<", "==", "!="])
        if depth == 0:
            flags = self.own(FLAGS)
            name, words = pick.choice(
                [w for e in {self.entity, "enterprise"} for w in sorted(WORDS.get(e, {}).items())]
            )
            return pick.choice([*flags, *flags, f'{name} == "{words[0]}"', f'{name} in ["{words[0]}", "{words[2]}"]', 'within(home, "330100")', 'within(home, "330106")'])  # fmt: skip
        less = depth - 1
        match pick.randint(0, 7):
            case 0 | 1:
                return f"({self.truth(less)} and {self.truth(less)})"
            case 2:
                return f"({self.truth(less)} or {self.truth(less)})"
            case 3:
                return f"(not {self.truth(less)})"
            case 4:
                return f"{self.day(1)} {compare} {self.day(1)}"
            case 5 if self.own(COUNTS):
                return f"{pick.choice(self.own(COUNTS))} {compare} {self.value('n', pick.choice(['3', '50']))}"
            case 6 if self.own(RATIOS):
                return f"{pick.choice(self.own(RATIOS))} {compare} {self.value('rate', pick.choice(RATES))}"
        return f"{self.money(less)} {compare} {self.money(less)}"
