"""Measure one benchmark on the database in DATABASE_URL, as JSON:  python -m bench.one pages"""

import json
import sys
from importlib import import_module

from bench.measure import application, machine


def main():
    application()  # first, since nothing of the site can be imported before
    benchmark = import_module(f"bench.{sys.argv[1]}")
    json.dump({"machine": machine(), "measured": benchmark.measure()}, sys.stdout)


if __name__ == "__main__":
    main()
