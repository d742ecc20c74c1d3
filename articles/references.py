"""What a published story rests on, as rows with real foreign keys; made from its parts, so they can be made anew."""

from django.db.models import OuterRef, Subquery

from articles.models import TIES, Quote, Reference, ReferenceRole
from articles.parts import compile_parts
from articles.words import references
from facts.models import Fact
from facts.refs import FactRef
from facts.values import MODELS
from people.models import Person
from pictures.models import Picture
from shows.models import Character, Season, Show

NAMED = {
    "show": Show, "season": Season, "person": Person, "character": Character, "quote": Quote, "picture": Picture,
}  # fmt: skip
ROLES = {
    "mention": ReferenceRole.MENTION,
    "live": ReferenceRole.LIVE,
    "block": ReferenceRole.LIVE,
    "while": ReferenceRole.WHILE,
    "quote": ReferenceRole.QUOTE,
    "picture": ReferenceRole.PICTURE,
}


def rewrite_references(article, at=None, *, material=False):
    """Replace the references of `article` by those of its published text. Call it in the publishing transaction.

    A sentence that stayed as it was keeps the number it was written with and when that was: a comma elsewhere vouches
    for nothing. A `material` update is a new look at what the story is about. Side effect: `Fact.oldest_seen`.
    """
    before = {key_of(row): (row.seen, row.written) for row in article.references.all()}
    vouched, looked = _vouched(article)
    watched = set(article.references.watching().values_list("fact", flat=True))
    rows = references_of(article)
    for row in rows:
        row.written = at or article.updated
        if key_of(row) in before and not (material and row.role == ReferenceRole.ABOUT):
            row.seen, row.written = before[key_of(row)]
        if row.fact_id in vouched:
            row.seen = max(row.seen, vouched[row.fact_id])
        if row.role == ReferenceRole.ABOUT and row.show_id in looked:
            row.written = max(row.written, looked[row.show_id])
    article.references.all().delete()
    Reference.objects.bulk_create(rows)
    watch(watched | {row.fact_id for row in rows if row.watches})


def _vouched(article):
    """({fact key: the highest number vouched for}, {show key: the latest moment}) of all that is said to be right."""
    vouches = article.vouches.filter(until=None)
    numbers = vouches.filter(fact__isnull=False).order_by("number").values_list("fact", "number")
    moments = vouches.filter(show__isnull=False).order_by("at").values_list("show", "at")
    return dict(numbers), dict(moments)


def watch(fact_keys):
    """Store for each of these facts the lowest number at which words that depend on it were last looked at.

    Facts that moved since are then found by an index, however many stories there are.
    """
    oldest = Reference.objects.watching().filter(fact=OuterRef("pk")).order_by("seen").values("seen")[:1]
    Fact.objects.filter(pk__in=[key for key in fact_keys if key]).update(oldest_seen=Subquery(oldest))


def references_of(article, *, open_facts=True):
    """The unsaved Reference rows that the published columns and relations of `article` call for, in reading order.

    A fact never recorded gets its row, with number 0; without `open_facts` nothing is written and it stays without one.
    """
    rows = [Reference(article=article, role=ReferenceRole.ABOUT, show=show) for show in article.shows.order_by("pk")]
    rows += [
        Reference(article=article, role=ReferenceRole.ABOUT, person=person) for person in article.people.order_by("pk")
    ]
    if article.season_id:  # its answer tops the page
        rows.append(Reference(article=article, role=ReferenceRole.LIVE, season_id=article.season_id, words="status"))
    marks = [mark for mark in references(article.body) if mark.role in ROLES]
    facts = _facts([_fact_ref(mark) for mark in marks if _names_fact(mark)], open_facts)
    present = _present(marks)
    for mark in marks:
        target = _target(mark, facts, present)
        if target:
            rows.append(
                Reference(
                    article=article, role=ROLES[mark.role], sentence=mark.sentence[:2000], **words_of(mark), **target
                )
            )
    for row in rows:
        row.kept = article.is_maintained
    return rows


def _names_fact(mark):
    return mark.ref.count(":") == 2


def _fact_ref(mark):
    return FactRef.parse(mark.ref)


def _facts(refs, open_facts):
    """{FactRef: Fact} for refs whose subject exists."""
    facts = {fact.ref: fact for fact in Fact.objects.at_refs(refs)}
    for ref in dict.fromkeys(refs):
        if ref in facts:
            continue
        subject = MODELS[ref.kind].objects.filter(pk=ref.pk).first()
        if subject is not None:
            facts[ref] = Fact.objects.open(ref, subject) if open_facts else Fact(name=ref.name)
    return facts


def _named(mark):
    """(kind, key) of the thing a mark names; a quote or a picture is named by its key alone."""
    kind, _, pk = mark.ref.rpartition(":")
    return kind or mark.role, int(pk)


def _present(marks):
    """The things named that exist, as {(kind, pk)}; one query for each kind."""
    named, present = {_named(mark) for mark in marks if not _names_fact(mark)}, set()
    for kind, model in NAMED.items():
        if keys := [pk for each, pk in named if each == kind]:
            present |= {(kind, pk) for pk in model.objects.filter(pk__in=keys).values_list("pk", flat=True)}
    return present


def _target(mark, facts, present):
    """The foreign key a mark stands for, as keyword arguments; None when what it names is gone."""
    if _names_fact(mark):
        fact = facts.get(_fact_ref(mark))
        return fact and {"fact": fact, "seen": fact.number}
    kind, pk = _named(mark)
    return {f"{kind}_id": pk} if (kind, pk) in present else None


def words_of(mark):
    if mark.role != "while":
        return {"words": mark.block}
    return {"words": "|".join(["", *mark.values, ""]), "hold": mark.hold}


def differences(article):
    """What `rebuild_references` would change of a published story: a list of sentences, empty when all is right."""
    found = []
    if article.parts != compile_parts(article.body):
        found.append(f"story {article.pk}: its parts are not those of its text")
    stored = [key_of(row) for row in article.references.order_by("pk")]
    wanted = [key_of(row) for row in references_of(article, open_facts=False)]
    if stored != wanted:
        differ = len(set(stored) ^ set(wanted))
        found.append(f"story {article.pk}: {len(stored)} references stored, {len(wanted)} wanted, {differ} differ")
    if astray := sum(moment != article.publish_at for moment in _moments(article)):
        found.append(f"story {article.pk}: {astray} of its topics and authors list it at another moment")
    return found


def _moments(article):
    """The moment at which each of its topics and authors lists a story."""
    for tie in TIES:
        yield from tie.objects.filter(**{tie.STORY: article}).values_list("publish_at", flat=True)


def key_of(row):
    """What makes two references the same: all but the row's own key and the number seen."""
    return (
        row.role, row.show_id, row.season_id, row.person_id, row.character_id, row.fact_id,
        row.quote_id, row.picture_id, row.words, row.hold, row.kept, row.sentence,
    )  # fmt: skip
