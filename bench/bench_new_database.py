"""How long a new database takes from nothing to the newest migration, in processor time.

python bench/bench_new_database.py
"""

import sys
import tempfile
import time
from pathlib import Path

from portal.models.schema import upgrade

RUNS = 3


def main() -> None:
    """Print the best of a few runs."""
    spent = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            started = time.process_time()
            upgrade(f"sqlite:///{Path(folder) / 'new.sqlite3'}")
            spent.append(time.process_time() - started)
    sys.stdout.write(f"a new database: {min(spent):.2f} s of processor time\n")


if __name__ == "__main__":
    main()
