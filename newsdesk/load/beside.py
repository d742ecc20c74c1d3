"""What a newsroom leaves beside a generated story: who has it, what was said, told, planned and noted of it.

One row or a few a story at most, as in a house of some years; all of it is written with the story, in its transaction.
"""

from datetime import timedelta
from uuid import UUID

from articles.kinds import UNFINISHED
from articles.models import (
    Amendment,
    Comment,
    Pitch,
    Planned,
    PreviewLink,
    WorkingCopy,
)
from articles.publishing import about
from newsdesk.load.keys import insert
from newsdesk.load.plan import OWNERS, days, dice
from staff.models import AuditEntry, Notice

LATELY = timedelta(days=14)  # what somebody was told since then they may not have seen yet
REMARKS = ("Who said so?", "Shorter, please.", "Is that still right?", "The date first.", "Say who they are.")
LONG_TALK = 40  # comments on one story in a thousand
# One story in so many.
ASSIGNED, DISCUSSED, CORRECTED, DECLINED, LENT = 2, 5, 12, 200, 300
# The same of what is on the desk, and of the archive.
PITCHED, OPEN, PLANNED = (10, 40), (6, 500), (25, 500)
# One story in so many of those that are not finished on the desk; others were left lying.
IN_HAND, TYPED = 2, 30


def one_in(chances, recipe):
    """Which of so many it is, from 0."""
    on_the_desk, archived = chances
    return recipe.number % (on_the_desk if recipe.is_on_the_desk else archived)


class Beside:
    """The rows beside some stories, collected and then written model by model."""

    def __init__(self, world):
        self.world = world
        self.entries, self.notices, self.comments, self.answers = [], [], [], []
        self.amendments, self.pitches, self.planned, self.links, self.copies = [], [], [], [], []

    def add(self, recipe, article):
        """Whatever there is beside `article`, which has its key and is not written yet."""
        rng = dice("beside", recipe.number)
        if recipe.is_published:
            self.publication(rng, recipe, article)
        left_lying = article.state in UNFINISHED and not recipe.is_on_the_desk
        if not left_lying and rng.randrange(IN_HAND if article.state in UNFINISHED else ASSIGNED) == 0:
            self.assignment(rng, recipe, article)
        if article.state in UNFINISHED and rng.randrange(TYPED) == 0:
            self.typed(rng, article)
        if recipe.number % DISCUSSED == 0:
            self.talk(rng, recipe, article)
        self.ideas(rng, recipe, article)
        self.plans(rng, recipe, article)

    def somebody(self, rng):
        return self.world.users[rng.randrange(OWNERS) + 1]

    def publication(self, rng, recipe, article):
        """The entries of the log, what its writer was told, and what readers were told had changed."""
        self.log(article, f"Published “{article.headline}”", recipe.publish_at, by=self.somebody(rng))
        self.tell(article, "returned", f"“{article.headline}” is approved: readers have it now.", recipe.publish_at)
        if not recipe.is_updated:
            return
        kind = "correction" if rng.randrange(CORRECTED) == 0 else "update"
        words = "It was renewed for ten episodes, not eight." if kind == "correction" else "With what was said since."
        self.log(article, f"Updated “{article.headline}” with {kind}: {words}", recipe.written, by=article.owner)
        self.amendments.append(Amendment(article=article, kind=kind, words=words, by=article.owner, at=recipe.written))

    def log(self, article, words, at, *, by):
        address = about(article)["address"]
        self.entries.append(AuditEntry(kind="publication", words=words, by=by, who=str(by), address=address, at=at))

    def tell(self, article, kind, words, at, user=None):
        seen = None if at > self.world.end - LATELY and article.pk % 3 == 0 else at
        told = {"user": user or article.owner, "kind": kind, "words": words[:300], "at": at, "seen_at": seen}
        self.notices.append(Notice(**told, **about(article)))

    def assignment(self, rng, recipe, article):
        """Who has it, or had it, and until when: what is published keeps its day."""
        unfinished = article.state in UNFINISHED
        last = self.world.today + timedelta(days=rng.randrange(-10, 40))
        article.assigned_to = article.owner if recipe.is_on_the_desk else self.somebody(rng)
        article.due_on = last if unfinished else recipe.publish_at.date()
        article.desk_note = "Ask them first." if rng.randrange(3) == 0 else ""
        if unfinished:
            self.tell(article, "assigned", f"“{article}” is yours.", article.touched, user=article.assigned_to)

    def typed(self, rng, article):
        """What its writer has typed and not saved."""
        typed = {"headline": [f"{article}, typed"], "body": ["<p>Typed and not saved.</p>"], "kind": [article.kind]}
        own = {"user": article.owner, "version": article.version, "at": self.world.end - days(rng, 0, 30)}
        self.copies.append(WorkingCopy(article=article, key=UUID(int=rng.getrandbits(128)), typed=typed, **own))

    def talk(self, rng, recipe, article):
        """Remarks and answers; what is published has them resolved."""
        for place in range(LONG_TALK if recipe.number % 1000 == 0 else 2):
            at, by = recipe.written + timedelta(minutes=20 * place), self.somebody(rng)
            remark = Comment(article=article, words=rng.choice(REMARKS), by=by, at=at, asks=place % 2 == 0)
            if article.state not in UNFINISHED:
                remark.resolved_at, remark.resolved_by = at, by
            answer = Comment(article=article, parent=remark, words="Done.", by=article.owner, at=at)
            self.comments.append(remark)
            self.answers.append(answer)

    def ideas(self, rng, recipe, article):
        """The pitch it was taken up from, and others of its show: declined, or open."""
        show, at = self.world.shows[recipe.shows[0]], recipe.written - timedelta(days=9)
        idea = {"idea": f"{article.draft_headline}: what next?", "kind": article.kind, "show_id": show, "at": at}
        idea |= {"by": self.somebody(rng), "owner": article.owner}
        if one_in(PITCHED, recipe) == 0:
            self.pitches.append(Pitch(**idea, state="taken", story=article))
        elif recipe.number % DECLINED == 1:
            self.pitches.append(Pitch(**idea, state="declined", answer="We have that already."))
        elif one_in(OPEN, recipe) == 2:
            due = self.world.today + timedelta(days=rng.randrange(-5, 60))
            self.pitches.append(Pitch(**{**idea, "at": self.world.end - days(rng, 0, 40)}, due_on=due))

    def plans(self, rng, recipe, article):
        """What is planned for it, or was, and whom it was lent to."""
        if recipe.state == "live" and one_in(PLANNED, recipe) < 3:
            waits, at = one_in(PLANNED, recipe) == 0, recipe.written + timedelta(days=3)
            update = {"action": "update", "revision_id": article.latest_id}
            plan = update if rng.randrange(2) else {"action": "withdraw"}
            when = {"at": self.world.end + days(rng, 3, 60)} if waits else {"at": at, "cancelled_at": at}
            self.planned.append(Planned(article=article, by=article.owner, made=recipe.written, **plan, **when))
        if recipe.number % LENT == 0:
            at, digest = recipe.written, f"{rng.getrandbits(256):064x}"
            lent = {"digest": digest, "meant_for": "Their agent", "at": at, "expires": at + timedelta(days=7)}
            self.links.append(PreviewLink(article=article, by=article.owner, opened=rng.randrange(5), **lent))

    def write(self):
        """Call it once the stories are written."""
        for rows in (
            self.entries, self.notices, self.comments, self.answers, self.amendments, self.pitches, self.planned,
            self.links, self.copies,
        ):  # fmt: skip
            insert(rows)
