"""Every kind of page for readers: queries, time in one worker with nothing cached, weight. Budgets: DESIGN.md, 6."""

import re
from math import inf

from bench.addresses import public
from bench.measure import ask, compressed, markdown, queries_of, timed

STYLES = re.compile(r'<link[^>]+rel="stylesheet"[^>]+href="(/static/[^"]+)"|href="(/static/[^"]+\.css)"')
MOST_QUERIES = {"home": 8, "stories": 8, "shows": 8, "people": 8, "topic": 8, "author": 8, "network": 8, "search": 8}
MOST_QUERIES |= dict.fromkeys(("stories-rss", "stories-atom", "stories-json", "facts-atom", "facts-json"), 8)
MOST_QUERIES |= {"show-feed": 8, "topic-feed": 8, "sitemap-news": 8}
MOST_QUERIES |= {"writing": 40, "preview:": 20}  # a room is a dozen panels
MOST_QUERIES_ELSE = 12
HEAVIEST = 30_000  # bytes of HTML and CSS, compressed, for readers
SLOWEST = 8  # ms for readers, at the size meant
SIZE_MEANT = 10_000
SLOWEST_QUEUE = 300  # ms for a page of the second look, at any size
MOST_GROWTH = 1.5


def measure():
    readers, missing = public()
    return {"readers": {name: one_page(address) for name, address in readers}, "missing": missing}


def one_page(address, cookie=""):
    answer = ask(address, cookie)
    if answer.status != 200:
        return {"address": address, "status": answer.status}
    found = {"address": address, "status": 200, "queries": queries_of(lambda: ask(address, cookie))}
    found |= timed(lambda: ask(address, cookie))
    return found | {"bytes": len(answer.body), "weight": compressed(answer.body) + styles(answer.body.decode())}


def styles(html):
    """The compressed bytes of the style sheets a page links to."""
    linked = {one or other for one, other in STYLES.findall(html)}
    return sum(len(ask(address, accept="gzip").body) for address in linked)


def tables(measured):
    """Markdown of {stories: what was measured}: what each page costs, and how that grows."""
    yield "### Pages for readers\n"
    yield from of_audience(measured, "readers")
    for name in measured[max(measured)]["missing"]:
        yield f"No address was chosen for the route `{name}`: name one in `bench/addresses.py`.\n"


def of_audience(measured, audience):
    """What its pages cost on the largest site, and how that grows."""
    yield from costs(measured[max(measured)][audience], max(measured), audience)
    yield from growth({size: found[audience] for size, found in measured.items()}, audience)


def costs(pages, size, audience):
    yield f"At {size:,} stories:\n"
    rows = []
    for name, page in pages.items():
        if page["status"] != 200:
            rows.append([name, f"answered {page['status']}", *[""] * 4])
            continue
        most = MOST_QUERIES.get(name.split()[0], MOST_QUERIES_ELSE)
        weight = f"{page['weight']:,}" + mark(audience == "readers" and page["weight"] > HEAVIEST)
        slow = page["median"] > slowest(name, size, audience)
        rows.append(
            [name, f"{page['queries']}{mark(page['queries'] > most)}", f"{page['median']:.1f}{mark(slow)}",
             f"{page['p95']:.1f}", f"{page['bytes']:,}", weight]
        )  # fmt: skip
    yield from markdown(["page", "queries", "ms, median", "ms, p95", "bytes", "with CSS, compressed"], rows)


def slowest(name, size, audience):
    """How many milliseconds a page may take; some have no such budget."""
    if audience == "readers":
        return SLOWEST if size == SIZE_MEANT else inf
    return SLOWEST_QUEUE if name.startswith("second look") else inf


def growth(by_size, audience):
    """How time and size grow from the smallest site to the largest; a page with more on it may take longer.

    Of the fastest run: it is what other work on the machine disturbs least.
    """
    sizes = sorted(by_size)
    if len(sizes) < 2:
        return
    least, most = by_size[sizes[0]], by_size[sizes[-1]]
    rows = []
    for name in most:
        if name not in least or {least[name]["status"], most[name]["status"]} != {200}:
            continue
        times = [took(by_size[size].get(name, {}).get("fastest", 0), name, size, audience) for size in sizes]
        slower = most[name]["fastest"] / least[name]["fastest"]
        larger = most[name]["bytes"] / least[name]["bytes"]
        rows.append([name, *times, f"{slower:.2f}{mark(slower > MOST_GROWTH)}", f"{larger:.2f}"])
    head = [f"{size:,}, ms" for size in sizes]
    yield f"From {sizes[0]:,} to {sizes[-1]:,} stories: the fastest run, times slower, times larger in bytes:\n"
    yield from markdown(["page", *head, "slower", "larger"], rows)


def took(milliseconds, name, size, audience):
    return f"{milliseconds:.1f}{mark(milliseconds > slowest(name, size, audience))}"


def mark(over):
    """A figure over its budget."""
    return " (!)" if over else ""
