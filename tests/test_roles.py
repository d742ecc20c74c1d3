"""Who may do what: the roles, and what whoever looks after accounts may hand out."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from staff.admin import version_of
from staff.models import User
from staff.roles import MAY, ROLES, make_roles
from tests.make import make_show, make_user

pytestmark = pytest.mark.django_db


def codes(group):
    rows = Group.objects.get(name=group).permissions.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


def test_the_roles_are_there_after_migrations():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


@pytest.mark.parametrize("group", ROLES)
def test_every_permission_a_role_names_exists_and_is_given(group):
    assert len(MAY[group]) > 20
    assert codes(group) == MAY[group]


def test_each_role_may_all_that_the_one_before_may():
    assert ROLES == ("Writers", "Trusted writers", "Editors", "Chiefs", "Administrators")
    assert codes("Writers") < codes("Trusted writers") < codes("Editors") < codes("Chiefs") < codes("Administrators")


def test_a_writer_writes_but_neither_publishes_nor_records_nor_sees_what_waits():
    writer = make_user("writer", groups=["Writers"])
    assert writer.has_perms(
        ["articles.add_article", "articles.change_article", "pictures.add_picture", "shows.view_season"]
    )
    refused = [
        "articles.publish_article", "facts.add_report", "facts.view_report", "facts.view_statement",
        "shows.change_show", "people.change_person", "facts.change_source", "staff.view_user",
        "articles.delete_article",
    ]  # fmt: skip
    assert [code for code in refused if writer.has_perm(code)] == []


def test_an_editor_publishes_records_and_keeps_the_catalogue_but_removes_no_show_and_no_account():
    editor = make_user("editor", groups=["Editors"])
    assert editor.has_perms(
        ["articles.publish_article", "facts.add_report", "shows.add_show", "people.change_person", "facts.add_source"]
    )
    assert editor.has_perms(["shows.delete_othertitle", "shows.delete_castmember", "people.delete_othername"])
    refused = ["shows.delete_show", "people.delete_person", "staff.view_user", "staff.change_user", "auth.view_group"]
    assert [code for code in refused if editor.has_perm(code)] == []


def test_a_chief_looks_after_accounts_and_may_remove_from_the_catalogue():
    chief = make_user("chief", groups=["Chiefs"])
    assert chief.has_perms(["staff.add_user", "staff.change_user", "auth.view_group", "shows.delete_show"])
    refused = [
        "staff.delete_user",
        "auth.change_group",
        "auth.add_group",
        "articles.delete_article",
        "facts.delete_report",
    ]
    assert [code for code in refused if chief.has_perm(code)] == []


def test_making_the_roles_again_changes_nothing_and_leaves_other_groups_alone():
    own = Group.objects.create(name="Photo desk")
    own.permissions.add(Permission.objects.get(codename="add_picture"))
    Group.objects.get(name="Writers").permissions.add(Permission.objects.get(codename="publish_article"))
    make_roles()
    make_roles()
    assert codes("Writers") == MAY["Writers"]
    assert codes("Photo desk") == {"pictures.add_picture"}
    assert Group.objects.count() == 6


# Accounts


def account_form(**fields):
    return {
        "username": "tom", "first_name": "Tom", "last_name": "Bell", "email": "", "usable_password": "true",
        "password1": "correct horse battery", "password2": "correct horse battery", **fields,
    }  # fmt: skip


def test_a_chief_makes_an_account_that_can_log_in_to_the_desk(client, chief):
    writers = Group.objects.get(name="Writers")
    answer = client.post(reverse("admin:staff_user_add"), account_form(groups=[writers.pk]))
    tom = User.objects.get(username="tom")
    assert answer.status_code == 302
    assert (tom.is_staff, tom.is_superuser, list(tom.groups.all())) == (True, False, [writers])
    client.logout()
    client.post(reverse("admin:login"), {"username": "tom", "password": "correct horse battery"})
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_chief_can_make_nobody_a_superuser_nor_hand_out_single_permissions(client, chief):
    tom = make_user("tom", groups=["Writers"])
    permission = Permission.objects.get(codename="delete_user")
    address = reverse("admin:staff_user_change", args=[tom.pk])
    page = client.get(address).content.decode()
    assert 'name="groups"' in page
    assert 'name="password"' not in page
    assert 'name="is_superuser"' not in page
    assert 'name="user_permissions"' not in page
    answer = client.post(
        address,
        {
            "_version": "1",
            "username": "tom",
            "is_active": "on",
            "is_superuser": "on",
            "user_permissions": [permission.pk],
        },
    )
    tom.refresh_from_db()
    assert (answer.status_code, tom.is_superuser, tom.user_permissions.count()) == (302, False, 0)


@pytest.mark.parametrize("key", ["9" * 40, "-" + "9" * 40, "9223372036854775808", "abc", "\x00", "💥"])
@pytest.mark.parametrize("superuser", [True, False])
def test_a_key_that_no_row_can_have_is_refused_as_a_choice(client, chief, superuser, key):
    if superuser:
        client.force_login(User.objects.create_superuser("root", password="newsdesk"))
    tom, own = make_user("tom", groups=["Writers"]), Group.objects.create(name="Photo desk")
    add, change = reverse("admin:staff_user_add"), reverse("admin:staff_user_change", args=[tom.pk])
    typed = {
        "_version": "1",
        "username": "tom",
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "9",
    }
    answers = [
        client.post(add, account_form(username="new", groups=[key])),
        client.post(change, {**typed, "groups": [key]}),
    ]
    if superuser:
        answers += [
            client.post(change, {**typed, "user_permissions": [key]}),
            client.post(reverse("admin:auth_group_add"), {"name": "New", "permissions": [key]}),
            client.post(
                reverse("admin:auth_group_change", args=[own.pk]),
                {"name": "Old", "permissions": [key], "_version": version_of(own)},
            ),
        ]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert ["Null characters" in page or "is not" in page for page in map(page_of, answers)] == [True] * len(answers)
    if not superuser:
        assert client.post(reverse("admin:auth_group_add"), {"name": "New", "permissions": [key]}).status_code == 403
    assert set(Group.objects.values_list("name", flat=True)) == {*ROLES, "Photo desk"}
    assert list(tom.groups.values_list("name", flat=True)) == ["Writers"]


def page_of(answer):
    return answer.content.decode()


def test_a_chief_gives_only_roles_that_a_chief_has_and_takes_no_other_group_away(client, chief):
    own = Group.objects.create(name="Photo desk")
    tom = make_user("tom", groups=["Writers", "Photo desk"])
    editors = Group.objects.get(name="Editors")
    address = reverse("admin:staff_user_change", args=[tom.pk])
    typed = {"_version": "1", "username": "tom", "is_active": "on"}
    refused = client.post(address, {**typed, "groups": [own.pk]})
    assert refused.status_code == 200
    assert "is not one of the available choices" in refused.content.decode()
    client.post(address, {**typed, "groups": [editors.pk]})
    assert set(tom.groups.values_list("name", flat=True)) == {"Editors", "Photo desk"}


def test_a_chief_cannot_change_or_unlock_an_account_that_may_do_more(client, chief):
    root = User.objects.create_superuser("root", password="newsdesk")
    page = client.get(reverse("admin:staff_user_change", args=[root.pk])).content.decode()
    assert 'name="username"' not in page
    assert client.post(reverse("admin:staff_user_change", args=[root.pk]), {"username": "mine"}).status_code == 403
    password = {"password1": "correct horse battery", "password2": "correct horse battery"}
    assert client.post(reverse("admin:auth_user_password_change", args=[root.pk]), password).status_code == 403
    root.refresh_from_db()
    assert root.username == "root"
    assert root.check_password("newsdesk")


def test_a_chief_reads_the_roles_but_changes_none(client, chief):
    editors = Group.objects.get(name="Editors")
    page = client.get(reverse("admin:auth_group_change", args=[editors.pk])).content.decode()
    assert "Can publish and withdraw stories" in page
    assert 'name="permissions"' not in page


@pytest.mark.parametrize("role", ["Writers", "Editors"])
def test_accounts_are_hidden_from_everybody_but_chiefs(client, role):
    client.force_login(make_user("somebody", groups=[role]))
    assert client.get(reverse("admin:staff_user_changelist")).status_code == 403


def test_a_writer_reads_a_show_but_cannot_save_it(client):
    show = make_show(seasons=1)
    client.force_login(make_user("writer", groups=["Writers"]))
    address = reverse("admin:shows_show_change", args=[show.pk])
    page = client.get(address).content.decode()
    assert "All of Us Are Dead" in page
    assert 'name="title"' not in page
    assert client.post(address, {"title": "Mine"}).status_code == 403


def test_the_names_of_an_account_are_cleaned_like_everything_typed():
    user = make_user("mina", first_name=" Mi\x00na\u202e", last_name="Fro\ud800st")
    user.refresh_from_db()
    assert (user.first_name, user.last_name) == ("Mina", "Frost")
