"""How many cases a second ``portal explain … --lines`` answers on one core, in how much memory.

    python bench/bench_explain.py [CASES]

The cases are made with a fixed seed, so two runs answer the same questions. Each command is run
over a tenth of them first: a memory that grew with the number of cases would show.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import IO

CASES = 100_000
SEED = 442
FEWEST_FEES = 5_000
WITH_SPOUSE = 0.4
MONTHS = [f"2025-{month:02d}" for month in range(2, 13)] + ["2026-01"]
TERMS = ("contract_conclusion", "payment_due", "recognition_decision", "programme_review")
Case = dict[str, object]


def make_fee(chance: random.Random, region: str) -> Case:
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


def _member(chance: random.Random, relation: str) -> Case:
    pension = chance.randint(1_200_000, 4_500_000)
    return {
        "relation": relation,
        "born": f"{chance.randint(1930, 1960)}-{chance.randint(1, 12):02d}-15",
        "incomes": [
            {"month": month, "amount": f"{pension // 100}.{pension % 100:02d}"} for month in MONTHS
        ],
    }


def make_deadline(chance: random.Random, region: str) -> Case:
    """A term counted from some moment of 2024 to 2026."""
    term = chance.choice(TERMS)
    month = f"{chance.randint(2024, 2026)}-{chance.randint(1, 12):02d}"
    case: Case = {"region": region, "deadline": term}
    if term == "payment_due":
        return {**case, "month": month, "contract_day": chance.randint(1, 31)}
    clock = f"{chance.randint(8, 19):02d}:{chance.randint(0, 59):02d}"
    return {**case, "from": f"{month}-{chance.randint(1, 28):02d}T{clock}"}


def main() -> None:
    """Run both commands and print what came out; leave with 1 when fees are too slow."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    regions = sorted(entry.name for entry in entry_points(group="portal.regions"))
    sys.stdout.write(f"load before: {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores\n")
    fees = [_timed("fee", make_fee, portion, regions) for portion in (count // 10, count)][-1]
    for portion in (count // 10, count):
        _timed("deadline", make_deadline, portion, regions)
    sys.exit(fees < FEWEST_FEES)


def _timed(
    command: str, make: Callable[[random.Random, str], Case], count: int, regions: list[str]
) -> float:
    """Cases answered a second of processor time."""
    with tempfile.TemporaryFile() as cases, tempfile.TemporaryFile() as answers:
        for line in _lines(make, count, regions):
            cases.write(line)
        cases.seek(0)
        started = time.perf_counter()
        status, processor, kilobytes = _run(command, cases, answers)
        seconds = time.perf_counter() - started
    sys.stdout.write(
        f"{command}: {count} cases, exit status {status}: {seconds:.1f} s, "
        f"{count / seconds:.0f} a second; {count / processor:.0f} a second of processor time; "
        f"peak {kilobytes / 1024:.1f} MB\n"
    )
    sys.stdout.flush()
    return count / processor


def _lines(
    make: Callable[[random.Random, str], Case], count: int, regions: list[str]
) -> Iterator[bytes]:
    chance = random.Random(SEED)  # noqa: S311 - the same cases on every run
    for _ in range(count):
        yield json.dumps(make(chance, chance.choice(regions))).encode() + b"\n"


def _run(command: str, cases: IO[bytes], answers: IO[bytes]) -> tuple[int, float, int]:
    """The exit status, the seconds of processor time and the peak memory of one run."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "portal.cli", "explain", command, "--lines"],
        stdin=cases,
        stdout=answers,
    )
    _, status, spent = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, spent.ru_utime + spent.ru_stime, spent.ru_maxrss


if __name__ == "__main__":
    main()
