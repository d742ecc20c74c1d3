"""Make the sites, measure them, write RESULTS.md:  python -m bench [--sizes 1000 10000 100000] [--only pages]

Each benchmark is a module with `measure()`, which runs in a process of its own against the database in DATABASE_URL and
returns what can be written as JSON, and `tables(measured)`, which yields Markdown of {stories: what was measured}. Add
one by naming it in BENCHMARKS.
"""

import argparse
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import django

from bench import sites
from bench.settings import DATA

SIZES = [1000, 10_000, 100_000]
BENCHMARKS = ["pages", "desk", "facts", "memory"]  # modules of this folder, in the order of the results
RESULTS = Path(__file__).with_name("RESULTS.md")


def main():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition(":")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="stories of each site")
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, default=BENCHMARKS, metavar="NAME")
    chosen = parser.parse_args()
    url = os.environ.get("DATABASE_URL", "")
    run(url if url.startswith("postgres") else "", chosen.sizes, chosen.only)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    RESULTS.write_text("\n".join(report()))
    print(f"wrote {RESULTS.name}")


def run(url, sizes, benchmarks):
    """Measure every size, the smallest first."""
    for size, site in sites.addresses(url, sorted(sizes)).items():
        sites.make(site, size)
        for name in benchmarks:
            print(f"{name} at {size:,} stories", file=sys.stderr)
            answer = sites.python("-m", "bench.one", name, url=site, stdout=subprocess.PIPE)
            kept(url, name, size).write_bytes(answer.stdout)
        if url:
            sites.drop(site)


def kept(url, name, size):
    """The file in which what was measured last is kept, so that one database's results outlive another's run."""
    return DATA / f"{'postgresql' if url else 'sqlite'}-{name}-{size}.json"


def report():
    """The lines of RESULTS.md, from everything measured so far."""
    yield "# What the site costs\n"
    yield "Written by `make bench`. A figure marked (!) is over the budget in the design’s “Costs to keep”."
    yield "Each page is asked for in one process, one at a time, with nothing cached; times are the median and the 95th"
    yield "percentile of thirty requests after a few that do not count. Other work on the machine slows some of them,"
    yield "so growth is that of the fastest; a page with more on it, as small sites have fewer shows, may be slower.\n"
    for vendor in ("sqlite", "postgresql"):
        found = {name: measured(vendor, name) for name in BENCHMARKS}
        if any(found.values()):
            yield from section(found)


def measured(vendor, name):
    files = {int(path.stem.rpartition("-")[2]): path for path in DATA.glob(f"{vendor}-{name}-*.json")}
    return {size: json.loads(path.read_text()) for size, path in sorted(files.items())}


def section(found):
    on = next(by_size[max(by_size)]["machine"] for by_size in found.values() if by_size)
    yield f"## {on['database']}\n"
    yield f"Python {on['python']}, {on['cores']} cores; ten million additions take {on['additions']:.2f} s.\n"
    for name, by_size in found.items():
        if by_size:
            figures = {size: each["measured"] for size, each in by_size.items()}
            yield from import_module(f"bench.{name}").tables(figures)


if __name__ == "__main__":
    main()
