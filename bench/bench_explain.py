"""How many fees a second ``portal explain fee --lines`` answers on one core, in how much memory.

    python bench/bench_explain.py [CASES]

The cases are made with a fixed seed, so two runs answer the same questions.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import entry_points

CASES = 50_000
SEED = 442
WITH_SPOUSE = 0.4
MONTHS = [f"2025-{month:02d}" for month in range(2, 13)] + ["2026-01"]


def make_case(chance: random.Random, region: str) -> dict[str, object]:
    """A pensioner at home with twelve months of pension, sometimes a spouse, and three services."""
    household = [_member(chance, "recipient")]
    if chance.random() < WITH_SPOUSE:
        household.append(_member(chance, "spouse"))
    return {
        "region": region,
        "form": "home",
        "applied_on": "2026-03-16",
        "rules_day": "2026-03-17",
        "born": household[0]["born"],
        "categories": [],
        "household": household,
        "subsistence_minimum": "14000.00",
        "threshold_multiplier": "1.5",
        "services": [
            {"code": f"S{number}", "quantity": str(chance.randint(1, 30)), "tariff": "150.00"}
            for number in range(3)
        ],
    }


def _member(chance: random.Random, relation: str) -> dict[str, object]:
    pension = chance.randint(1_200_000, 4_500_000)
    return {
        "relation": relation,
        "born": f"{chance.randint(1930, 1960)}-{chance.randint(1, 12):02d}-15",
        "incomes": [
            {"month": month, "amount": f"{pension // 100}.{pension % 100:02d}"} for month in MONTHS
        ],
    }


def main() -> None:
    """Make the file, run the command over it, print what came out."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    chance = random.Random(SEED)  # noqa: S311 - the same cases on every run
    region = min(entry.name for entry in entry_points(group="portal.regions"))
    with tempfile.TemporaryFile() as cases, tempfile.TemporaryFile() as answers:
        for _ in range(count):
            cases.write(json.dumps(make_case(chance, region)).encode() + b"\n")
        cases.seek(0)
        started = time.perf_counter()
        command = [sys.executable, "-m", "portal.cli", "explain", "fee", "--lines"]
        done = subprocess.run(command, stdin=cases, stdout=answers, check=False)  # noqa: S603
        seconds = time.perf_counter() - started
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = spent.ru_utime + spent.ru_stime
    sys.stdout.write(
        f"{count} fees, exit status {done.returncode}: {seconds:.1f} s, "
        f"{count / seconds:.0f} a second; {count / processor:.0f} a second of processor time; "
        f"{spent.ru_maxrss // 1024} MB\n"
    )


if __name__ == "__main__":
    main()
