"""Feeds as programs read them, whatever their format: entries with the same names."""

import json
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

STORIES = ["/feeds/stories.rss", "/feeds/stories.atom", "/feeds/stories.json"]
FACTS = ["/feeds/facts.atom", "/feeds/facts.json"]
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MEDIA = "{http://search.yahoo.com/mrss/}"


@dataclass
class Read:
    """An entry as read; moments as ISO 8601 texts. `picture` is (address, alt, credit), of JSON Feed the address."""

    id: str
    title: str
    address: str
    published: str
    updated: str
    html: str
    summary: str
    authors: list
    tags: list
    picture: tuple | str | None


def get(client, path, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer


def entries(client, path):
    """The entries of the feed at `path`, in its order."""
    text = get(client, path).content.decode()
    read = {"json": from_json, "rss": from_rss, "atom": from_atom}[path.rpartition(".")[2]]
    return read(text)


def titles(client, path):
    return [entry.title for entry in entries(client, path)]


def from_json(text):
    return [
        Read(
            item["id"], item["title"], item["url"], item["date_published"], item["date_modified"],
            item["content_html"], item.get("summary", ""), [author["name"] for author in item.get("authors", [])],
            item.get("tags", []), item.get("image"),
        )
        for item in json.loads(text)["items"]
    ]  # fmt: skip


def from_rss(text):
    return [
        Read(
            item.findtext("guid"), item.findtext("title"), item.findtext("link"),
            parsedate_to_datetime(item.findtext("pubDate")).isoformat(), item.findtext(f"{ATOM}updated"),
            item.findtext(CONTENT), item.findtext("description"), [each.text for each in item.findall(CREATOR)],
            [each.text for each in item.findall("category")], picture(item),
        )
        for item in ElementTree.fromstring(text).iter("item")
    ]  # fmt: skip


def from_atom(text):
    return [
        Read(
            entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}title"), entry.find(f"{ATOM}link").get("href"),
            entry.findtext(f"{ATOM}published"), entry.findtext(f"{ATOM}updated"), entry.findtext(f"{ATOM}content"),
            entry.findtext(f"{ATOM}summary") or "", [each.text for each in entry.findall(f"{ATOM}author/{ATOM}name")],
            [each.get("term") for each in entry.findall(f"{ATOM}category")], picture(entry),
        )
        for entry in ElementTree.fromstring(text).iter(f"{ATOM}entry")
    ]  # fmt: skip


def picture(entry):
    found = entry.find(f"{MEDIA}content")
    if found is None:
        return None
    return found.get("url"), found.findtext(f"{MEDIA}description"), found.findtext(f"{MEDIA}credit")
