"""Where a picture stands, and who may change or delete it on account of that."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from articles import publishing
from articles.models import Reference, ReferenceRole
from pictures.models import Picture
from pictures.uses import may_change, uses_of
from tests.make import make_author, make_draft, make_person, make_picture, make_show, make_story, make_user

pytestmark = pytest.mark.django_db

TITLE = "This picture is no longer yours to change"


def figure(picture):
    return f'<p>One.</p><figure data-picture="{picture.pk}"><figcaption>At the gate</figcaption></figure>'


def change_of(picture):
    return reverse("admin:pictures_picture_change", args=[picture.pk])


def typed(picture, **fields):
    values = {"title": picture.title, "alt": picture.alt, "credit": picture.credit, "licence": "", "origin": ""}
    focal = {"focal_x": "0.5", "focal_y": "0.5"}
    return {**values, **focal, "expires": "", "notes": "", "_version": str(picture.version), **fields}


def test_a_picture_knows_everything_it_stands_in():
    picture = make_picture()
    inside = make_story("In its text", body=figure(picture))
    leading = make_story("At its top", lead_picture=picture)
    show, person = make_show(poster=picture), make_person(portrait=picture)
    author = make_author("Mina Quill", portrait=picture)
    make_draft("Not out yet", body=figure(picture))
    assert uses_of(picture) == [leading, inside, show, person, author]
    assert uses_of(make_picture()) == []
    row = Reference.objects.get(picture=picture)
    assert (row.article, row.role) == (inside, ReferenceRole.PICTURE)


def test_the_form_of_a_picture_links_to_what_it_stands_in(client, editor):
    picture = make_picture()
    story = make_story("In its text", body=figure(picture))
    page = client.get(change_of(picture)).content.decode()
    assert f'<a href="/admin/articles/article/{story.pk}/change/">story: In its text</a>' in page
    assert "Nothing readers have." in client.get(change_of(make_picture())).content.decode()


def test_a_writer_changes_their_own_picture_until_readers_have_it(client, writer):
    mine, others = make_picture("Mine", by=writer), make_picture("Others", by=make_user("other"))
    assert (may_change(writer, mine), may_change(writer, others)) == (True, False)
    assert client.post(change_of(mine), typed(mine, alt="A gate")).status_code == 302
    assert client.post(change_of(others), typed(others, alt="A gate")).status_code == 403
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.alt, others.alt) == ("A gate", "A corridor")
    make_story("In its text", body=figure(mine))
    answer = client.post(change_of(mine), typed(mine, alt="What nobody approved"))
    assert answer.status_code == 409
    assert TITLE in answer.content.decode() and "What nobody approved" in answer.content.decode()
    mine.refresh_from_db()
    assert mine.alt == "A gate"
    assert 'name="alt"' not in client.get(change_of(mine)).content.decode()


def test_an_editor_changes_any_picture(client, editor, tom):
    picture = make_picture(by=tom)
    make_story("In its text", body=figure(picture))
    assert client.post(change_of(picture), typed(picture, alt="A gate")).status_code == 302
    picture.refresh_from_db()
    assert (picture.alt, picture.by) == ("A gate", tom)


@pytest.mark.parametrize("way", ["lead", "text"])
def test_a_picture_readers_have_is_not_deleted_and_its_stories_are_named(client, chief, way):
    picture = make_picture()
    used = {"lead_picture": picture} if way == "lead" else {"body": figure(picture)}
    story = make_story("It stands here", **used)
    delete = reverse("admin:pictures_picture_delete", args=[picture.pk])
    page = client.get(delete).content.decode()
    assert f"/admin/articles/article/{story.pk}/change/" in page and "It stands here" in page
    client.post(delete, {"post": "yes"})
    with pytest.raises(ProtectedError):
        picture.delete()
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_a_picture_of_a_story_that_was_killed_can_be_deleted(client, chief):
    picture, other = make_picture(), make_picture()
    story = make_story("Gone", lead_picture=picture, body=figure(picture) + figure(other))
    publishing.kill(story, by=chief, reason="Untrue.")
    delete = reverse("admin:pictures_picture_delete", args=[picture.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 302
    many = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
    assert client.post(reverse("admin:pictures_picture_changelist"), many).status_code == 302
    assert not Picture.objects.exists()
