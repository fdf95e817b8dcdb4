"""How long rehearsing and closing a month takes: 600 contracts with ten services a week each.

    python bench/bench_close_month.py [contracts]

Not a test: it prints what it measured on this machine.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy import event, insert

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from portal.documents.press import Press
from portal.domain.calendar import days_of
from portal.extensions import db
from portal.models import Delivery
from portal.models.schema import upgrade
from portal.usecases.month_papers import print_month_papers
from portal.usecases.months import CloseMonth, close_month, rehearse_month
from portal.usecases.queries.month_file import month_papers
from portal.usecases.transaction import transaction
from tests.usecases.billing import Desk, make_contract, make_desk, moment

MONTHS = (date(2026, 3, 1), date(2026, 4, 1))
CONTRACTS = 600
SERVICES = {f"S{number}": Decimal(31) for number in (1, 2)}
T = TypeVar("T")


def main() -> None:
    """Make the provider, measure, print."""
    contracts = int(sys.argv[1]) if len(sys.argv) > 1 else CONTRACTS
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        upgrade(url)
        app = Flask("bench", root_path=folder)
        app.config["SQLALCHEMY_DATABASE_URI"] = url
        db.init_app(app)
        with app.app_context():
            desk = make_desk(app)
            timed(f"making {contracts} contracts", lambda: fill(desk, contracts))
            measure(desk)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            say(f"peak of this process: {peak / 1024:.1f} MB")
            db.session.remove()
            db.engine.dispose()


def fill(desk: Desk, contracts: int) -> None:
    """Contracts with two services on every day of both months, straight into the table."""
    ids = [make_contract(desk, services=SERVICES) for _ in range(contracts)]
    rows = [
        {
            "provider_id": desk.provider_id,
            "contract_id": contract_id,
            "day": day,
            "code": code,
            "quantity": Decimal(1),
            "worker_id": desk.worker.membership_id,
            "additional": False,
            "entered_at": moment(2026, 1, 1),
        }
        for contract_id in ids
        for month in MONTHS
        for day in days_of(month)
        for code in SERVICES
    ]
    with transaction() as session:
        session.execute(insert(Delivery), rows)


def measure(desk: Desk) -> None:
    """Both months, so that the second one has a month to be compared with."""
    statements: list[str] = []
    event.listen(
        db.engine, "before_cursor_execute", lambda _c, _k, text, *_rest: statements.append(text)
    )
    for month in MONTHS:
        for name, act in (("rehearse", rehearse), ("close", close)):
            statements.clear()
            timed(f"{name} {month:%m.%Y}", partial(act, desk, month))
            say(f"    {len(statements)} statements")
    press = Press(ROOT / "templates", {})
    papers = timed("draw and join all papers of a month", lambda: draw(desk, MONTHS[1], press))
    file = month_papers(desk.provider_id, MONTHS[1]).file
    if file is not None:
        say(f"    {papers} papers, {file.pages} pages, {file.size / 1024 / 1024:.1f} MB")


def rehearse(desk: Desk, month: date) -> None:
    """As the page does."""
    rehearse_month(desk.provider_id, month, desk.region, date(2026, 5, 5))


def close(desk: Desk, month: date) -> None:
    """As the accountant does."""
    close_month(
        CloseMonth(month), region=desk.region, actor=desk.accountant, now=moment(2026, 5, 5)
    )


def draw(desk: Desk, month: date, press: Press) -> int:
    """As the job does."""
    return print_month_papers(
        month, region=desk.region, actor=desk.accountant, now=moment(2026, 5, 5), press=press
    ).papers


def timed(name: str, act: Callable[[], T]) -> T:
    """Run and print how long it took."""
    start, work = time.perf_counter(), time.process_time()
    result = act()
    spent, worked = time.perf_counter() - start, time.process_time() - work
    say(f"{name:<40}{spent:8.2f} s, of which this process worked {worked:.2f} s")
    return result


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
