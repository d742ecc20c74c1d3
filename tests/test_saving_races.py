"""Pairs of people save one story at the same moment, through the screens, and not one word is lost."""

import os
import re
import threading

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article
from articles.words import plain_text
from tests.make import make_draft, make_user
from tests.test_second_saver import fields
from tests.test_writing_room import room, typed

pytestmark = pytest.mark.django_db(transaction=True)

# 1,000 pairs take minutes: NEWSDESK_PAIRS=1000 runs them.
PAIRS = int(os.environ.get("NEWSDESK_PAIRS", "20"))


class Saver(threading.Thread):
    """One of the two: reads the story when the other does, adds a word, saves, and chooses both where it was second."""

    def __init__(self, number, story, user, barrier):
        super().__init__()
        self.number, self.story, self.barrier, self.client = number, story, barrier, Client()
        self.client.force_login(user)
        self.words, self.pages, self.problem = [], 0, None

    def run(self):
        try:
            for pair in range(PAIRS):
                self.save(pair, f"word{self.number}x{pair}")
        except Exception as problem:
            self.problem = problem
            self.barrier.abort()
        finally:
            connection.close()

    def save(self, pair, word):
        self.barrier.wait(600)  # the last pair is through
        story = Article.objects.select_related("latest").get(pk=self.story)
        body = story.latest.document["body"]
        # Mostly a paragraph of one's own; now and then a word in the paragraph the other one writes in too.
        body = body.replace("</p>", f" {word}</p>", 1) if pair % 10 == 9 else f"{body}<p>{word}</p>"
        self.words.append(word)
        form = typed(story, body=body) | {"_base": story.latest.number, "_save": "1"}
        self.barrier.wait(600)
        answer = self.client.post(room(story), form)
        while answer.status_code == 200:
            assert answer.context["title"] == "Somebody saved before you", answer.content.decode()[:3000]
            self.pages += 1
            html = answer.content.decode()
            open_choices = dict.fromkeys(re.findall(r'name="(_take-body-\d+)" value="both"', html), "both")
            answer = self.client.post(room(story), open_choices | fields(answer) | {"_take": "chosen"})
        assert answer.status_code == 302


def test_of_pairs_saving_one_story_at_once_no_word_is_lost():
    story = make_draft("Ours", by=make_user("owner"), body="<p>It begins.</p>")
    barrier = threading.Barrier(2)
    savers = [Saver(number, story.pk, make_user(f"editor{number}", groups=["Editors"]), barrier) for number in range(2)]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()
    assert [saver.problem for saver in savers] == [None, None]
    story.refresh_from_db()
    found = plain_text(story.latest.document["body"]).split()
    wanted = [word for saver in savers for word in saver.words]
    assert len(wanted) == 2 * PAIRS
    assert sorted(set(wanted) - set(found)) == []
    # One of each pair was second, and nobody was more often.
    assert sum(saver.pages for saver in savers) == PAIRS
    assert story.latest.number == story.revisions.count() == 1 + 2 * PAIRS
