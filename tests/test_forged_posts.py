"""What a browser never sends: fields that were not on offer, other people's rows, steps and actions without the right.

Each role posts them to every form of the desk, and all tables are compared, row by row, before and after.
"""

import logging

import lxml.html
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection, models, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from articles.forms import STEPS
from articles.models import Article
from staff.models import User
from tests.make import make_appearance, make_cast, make_draft, make_person, make_user
from tests.rights_world import ASKING, make_world, tables_written
from tests.test_writing_room import typed

pytestmark = [
    pytest.mark.django_db,
    # Who may do what is asked of no database; each of these asks hundreds of times.
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the same on any database: asked on SQLite"),
]

ROLES = ASKING[1:]
# Written beside what is saved: who saved it, what it was before, and the version by which a second saver is told.
BESIDE = {"django_session", "django_admin_log", "staff_auditentry"}
COUNTED = {"version"}
# A field of the form itself, which refuses what it did not offer, and so the whole: tests/test_rights.py.
REFUSED = {"goes_with"}


@pytest.fixture(autouse=True)
def quiet():
    """Each of these refusals would be logged with its traceback."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def everything():
    """{(table, key): {column: value}} of the whole database."""
    stored = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in BESIDE and "historical" not in table:
            for row in model._base_manager.values():
                stored[table, row[model._meta.pk.attname]] = row
    return stored


def changes(before, after):
    """A sentence for every row that came, went or is not as it was."""
    for key in sorted(before.keys() | after.keys(), key=str):
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            yield f"{key} {'came' if was is None else 'went'}"
        elif wrong := {name: (was[name], now[name]) for name in was if was[name] != now[name] and name not in COUNTED}:
            yield f"{key} {wrong}"


def posted(client, address, data):
    """What a POST changes; it does not stay."""
    with transaction.atomic(), tables_written() as wrote:
        answer = client.post(address, data)
        transaction.set_rollback(True)
    if not wrote - BESIDE:
        return answer, []
    before = everything()
    with transaction.atomic():
        answer = client.post(address, data)
        found = list(changes(before, everything()))
        transaction.set_rollback(True)
    return answer, found


def logged_in(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def form_of(html):
    forms = lxml.html.fromstring(html).forms
    named = (form for form in forms if form.get("id", "").endswith("_form"))
    # A page with a form of its own sends that to itself.
    return next(named, next((form for form in forms if form.method == "POST" and not form.get("action")), None))


def form_values(html):
    """{name: [values]} that the page's own form would send."""
    sent, form = {}, form_of(html)
    for name, value in form.form_values() if form is not None else ():
        sent.setdefault(name, []).append(value)
    return {name: values for name, values in sent.items() if not name.startswith("_") or name == "_version"}


def on_offer(html):
    """The names of the form's fields; those without a value are sent by a browser, and not by `form_values`."""
    form = form_of(html)
    return {field.name for field in form.inputs if field.name} if form is not None else set()


def forged(field, row):
    """Something else than what `row` has in `field`, as a form would send it."""
    if field.many_to_many:
        return list(field.related_model._base_manager.values_list("pk", flat=True))
    if field.is_relation:
        others = field.related_model._base_manager.exclude(pk=getattr(row, field.attname))
        return others.values_list("pk", flat=True).last() or ""
    if field.choices:
        others = (str(value) for value, _ in field.flatchoices if value != getattr(row, field.attname))
        return next(others, "forged")
    samples = {models.BooleanField: "on", models.DateField: "2020-01-01", models.DateTimeField: "2020-01-01T09:00"}
    samples |= {models.JSONField: '["forged"]', models.IntegerField: "7", models.FloatField: "0.1"}
    return next((sample for kind, sample in samples.items() if isinstance(field, kind)), "forged")


def not_on_offer(model, row, offered):
    """Values for every column and relation of `model` that the form did not offer."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    hidden = [field for field in fields if field.name not in offered and f"{field.name}_0" not in offered]
    return {field.name: forged(field, row) for field in hidden if not field.primary_key and field.name not in REFUSED}


def registered(things):
    """(model, its admin, a row of it) for every form of the desk; stories in each state."""
    for model, model_admin in admin.site._registry.items():
        names = ("own_draft", "draft", "own_live", "live") if model is Article else (model._meta.model_name,)
        names = ("tom", "tom_in_charge", "tom_above", "root") if model is User else names
        for name in names:
            yield model, model_admin, things[name]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def asked_by(user):
    request = RequestFactory().post("/")
    request.user = user
    return request


@pytest.mark.parametrize("role", ROLES)
def test_a_field_that_was_not_on_offer_changes_nothing(role):
    things, wrong, tried = make_world(role), [], 0
    client, root = logged_in(things["me"]), logged_in(things["root"])
    for model, model_admin, row in registered(things):
        change = address(model, "change", row.pk)
        may = model_admin.has_change_permission(asked_by(things["me"]), row)
        # Who may not change it sends what somebody else's form would. Some rows have their form on the page of all.
        opened = (client if may else root).get(change)
        if opened.status_code == 302:
            change = opened["Location"]
            opened = (client if may else root).get(change)
        page = opened.content
        assert form_of(page) is not None, change
        data = {**form_values(page), **not_on_offer(model, row, on_offer(page) if may else set())}
        answer, changed = posted(client, change, data)
        tried += 1
        if answer.status_code not in ({302} if may else {403, 405}) or changed:
            wrong.append(f"{change}: {answer.status_code} {changed}")
    assert not wrong, "\n".join(wrong)
    assert tried >= len(admin.site._registry) + 6


@pytest.mark.parametrize("role", ROLES)
def test_who_may_not_add_or_delete_does_not(role):
    things, wrong, refused = make_world(role), [], 0
    client, request = logged_in(things["me"]), asked_by(things["me"])
    for model, model_admin, row in registered(things):
        tries = []
        if not model_admin.has_add_permission(request):
            full = {field.name: forged(field, row) for field in model._meta.concrete_fields if not field.primary_key}
            tries.append((address(model, "add"), full))
        if not model_admin.has_delete_permission(request, row):
            tries.append((address(model, "delete", row.pk), {"post": "yes"}))
        offered = model_admin.get_actions(request) if model_admin.has_view_permission(request) else {}
        for action in {"delete_selected", "still_right", *model_admin.get_actions(asked_by(things["root"]))} - set(
            offered
        ):
            data = {"action": action, "_selected_action": [row.pk], "index": 0, "post": "yes"}
            tries.append((address(model, "changelist"), data))
        for where, data in tries:
            answer, changed = posted(client, where, data)
            refused += 1
            if answer.status_code >= 500 or changed:
                wrong.append(f"{where} {data}: {answer.status_code} {changed}")
    assert not wrong, "\n".join(wrong)
    assert refused > 20


@pytest.mark.parametrize("role", ["writer", "trusted"])
def test_no_step_of_a_story_is_taken_without_the_right(role):
    things = make_world(role)
    client = logged_in(things["me"])
    steps = {step: {} for step in STEPS if step != "submit"}
    at = {"publish_at": "schedule", "update_at": "plan_update", "withdraw_at": "plan_withdrawal"}
    steps |= {step: {name: "2030-01-01T09:00"} for name, step in at.items()}
    assert len(steps) == 6
    for name in ("draft", "live", *(("own_draft", "own_live") if role == "writer" else ())):
        story = things[name]
        where = address(Article, "change", story.pk)
        for step, when in steps.items():
            data = typed(story, headline="Forged", **when) | {f"_{step}": "1"}
            answer, changed = posted(client, where, data)
            assert (name, step, answer.status_code, changed) == (name, step, 403, [])


def test_rows_of_another_parent_are_not_reached_through_an_inline():
    things = make_world("editor")
    client = logged_in(things["me"])
    mine, theirs = things["show"], make_cast(things["other_show"], make_person("Kim Min-ha"))
    change = address(type(mine), "change", mine.pk)
    sent = form_values(client.get(change).content)
    prefix = next(name.removesuffix("-0-person") for name in sent if name.endswith("-0-person") and "cast" in name)
    for forged_row in (
        {f"{prefix}-0-id": theirs.pk, f"{prefix}-0-person": things["person"].pk},
        {f"{prefix}-0-id": theirs.pk, f"{prefix}-0-DELETE": "on"},
        {f"{prefix}-0-show": things["other_show"].pk, f"{prefix}-0-position": "7"},
    ):
        _, changed = posted(client, change, {**sent, **forged_row})
        assert [line for line in changed if f"'shows_castmember', {theirs.pk})" in line] == []
        assert [line for line in changed if "show_id" in line] == []
    for name, value in (("TOTAL_FORMS", "200"), ("TOTAL_FORMS", ""), ("INITIAL_FORMS", "x")):
        broken = {f"{prefix}-{name}": value}
        answer, changed = posted(client, change, {**sent, **broken})
        assert (answer.status_code < 500, changed) == (True, [])


def test_a_season_of_another_show_is_not_reached_through_a_cast_member():
    things = make_world("editor")
    client, member = logged_in(things["me"]), things["castmember"]
    theirs = make_appearance(things["other_show"].seasons.get(), make_person("Kim Min-ha"), "Ada")
    change = address(type(member), "change", member.pk)
    sent = form_values(client.get(change).content)
    answer, changed = posted(client, change, {**sent, "appearances-0-season": theirs.season_id})
    assert (answer.status_code, changed) == (200, [])
    forged_row = {"appearances-0-id": theirs.pk, "appearances-0-billing": "guest"}
    _, changed = posted(client, change, {**sent, **forged_row})
    assert [line for line in changed if f"'shows_appearance', {theirs.pk})" in line] == []


def test_a_chief_can_neither_become_an_administrator_nor_make_one():
    things = make_world("chief")
    client, me = logged_in(things["me"]), things["me"]
    every = list(Permission.objects.values_list("pk", flat=True))
    groups = list(User.objects.get(username="lee").groups.values_list("pk", flat=True))
    for user in (me, things["tom"]):
        change = address(User, "change", user.pk)
        sent = form_values(client.get(change).content)
        answer, changed = posted(client, change, {**sent, "groups": groups})
        assert (answer.status_code, changed) == (200, [])
        _, changed = posted(client, change, {**sent, "is_superuser": "on", "user_permissions": every})
        assert changed == []


def test_an_account_out_of_use_is_not_the_way_to_more_rights(client):
    chief, admin_account = make_user("chief", groups=["Chiefs"]), make_user("lee", groups=["Administrators"])
    admin_account.is_active = False
    admin_account.save()
    client.force_login(chief)
    typed_in = {"username": "lee", "is_active": "on"}
    assert client.post(address(User, "change", admin_account.pk), typed_in).status_code == 403
    password = {"password1": "correct horse battery", "password2": "correct horse battery"}
    answer = client.post(reverse("admin:auth_user_password_change", args=[admin_account.pk]), password)
    assert answer.status_code == 403
    admin_account.refresh_from_db()
    assert (admin_account.is_active, admin_account.check_password("newsdesk")) == (False, True)


def test_a_writer_calls_nobody_elses_story_still_right():
    things = make_world("writer")
    client = logged_in(things["me"])
    row = f"{things['live'].pk} show:{things['other_show'].pk} 0"
    snoozed = {"row": row, "_snooze": "1", "until": "2099-01-01", "reason": "Later"}
    for pressed in ({"_only": row}, {"row": row, "_still": "1"}, snoozed):
        answer, changed = posted(client, "/admin/articles/article/second-look/", pressed)
        assert (answer.status_code, changed) == (302, [])


def test_the_check_itself_sees_what_comes_goes_and_changes():
    story = make_draft()
    before = everything()
    Article.objects.filter(pk=story.pk).update(desk_note="Changed", version=9)
    extra = make_person()
    found = list(changes(before, everything()))
    assert len(found) == 3  # the database itself lets search find her
    assert f"('articles_article', {story.pk}) {{'desk_note': ('', 'Changed')}}" in found
    assert f"('people_person', {extra.pk}) came" in found
    assert [each for each in found if each.startswith("('articles_catalogueentry', ")]
