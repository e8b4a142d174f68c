"""`make bench`: what the product costs beside the bare engine, in one run on one machine.

    python -m tests.benchmarks.table [--json FILE] [--cases N]

Timings are of this machine and this moment; only the ratios within one run are promised anything.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from tests import postgresql
from tests.benchmarks.table import engines, growth, product, rates
from tests.benchmarks.table.figures import Section

SHARES = {"SQLite": 5.0, "PostgreSQL": 4.0}
"""Percent of the bare engine's cases a second that eight clients get over HTTP."""


def main() -> None:
    """Measure everything and print it; with --json also into a file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", type=Path, default=None)
    asked.add_argument("--cases", type=int, default=800)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="poryadok-bench-") as folder, postgresql.server(durable=True) as server:
        sections = measure(Path(folder), server, options.cases)
    if options.json is not None:
        options.json.write_text(json.dumps([one.plain() for one in sections], ensure_ascii=False, indent=2), "utf-8")
    missed = [figure.name for one in sections for figure in one.figures if figure.kept is False]
    print(f"\nmissed: {', '.join(missed) or 'nothing'}")


def measure(folder: Path, server: str, cases: int) -> list[Section]:
    """All sections, one after another, so that nothing is measured beside anything else."""
    memory = Section("In memory: start → task A → gateway → task B → end")
    memory.begin()
    bare, core = engines.bare(), engines.core()
    memory.add("SpiffWorkflow, bare (a): cases a second", bare)
    memory.add("our core (b): cases a second", core)
    memory.add("(b) / (a)", core / bare, least=2)

    kept = Section("The same rows, durable")
    kept.begin()
    stores = {"in": (product.sqlite(folder / "in"), product.postgres(server))}
    for store in stores["in"]:
        product.inside(kept, store, folder / "files")

    served = Section("The whole product over HTTP (d)")
    served.begin()
    for store in (product.sqlite(folder / "out"), product.postgres(server)):
        product.over_http(
            served, store, folder / f"served-{store.name}", bare=bare, cases=cases, share=SHARES[store.name]
        )

    return [memory, kept, served, growth.measured(folder / "growth"), rates.measured(folder / "rates")]


if __name__ == "__main__":
    main()
