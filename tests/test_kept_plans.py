"""Plans that PostgreSQL keeps for pages: the same rows with them, without them, and where they are gone."""

from contextlib import closing

import pytest
from django.db import connection, transaction
from django.db.models import F, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shows.models import Season
from tests.every_address import addresses
from tests.make import make_season, make_show
from tests.rights_world import make_world
from web import kept_plans
from web.prepared import prepared

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans in no time, and keeps nothing"),
]

OFTEN = 8  # times: after five, PostgreSQL plans for any values


@pytest.fixture(autouse=True)
def none_kept():
    connection.ensure_connection()
    kept_plans.KEPT.clear()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


@pytest.fixture
def numbers():
    """A prepared query of the numbers of seasons, and that there are seven of them."""
    show = make_show()
    for number in range(1, 8):
        make_season(show, number)
    return prepared(lambda some: Season.objects.filter(number__in=some).values_list("number", flat=True))


def asked(run, *arguments):
    """(rows, the SQL asked for them)."""
    with CaptureQueriesContext(connection) as captured:
        rows = run(*arguments)
    return rows, [query["sql"] for query in captured]


def test_a_query_is_executed_by_name(numbers):
    for _ in range(OFTEN):
        rows, (sql,) = asked(numbers, [2, 5])
        assert sorted(rows) == [2, 5]
        assert sql.startswith("EXECUTE newsdesk_")
        assert sql.endswith("(2, 5)")


def test_lists_of_any_length_have_few_plans(numbers):
    for length in (1, 2, 3, 4, 5, 6, 7):
        assert sorted(numbers(list(range(1, length + 1)))) == list(range(1, length + 1))
    (kept,) = kept_plans.KEPT.values()
    assert len(kept) == 4  # for 1, 2, 4 and 8 values


def test_what_is_fixed_stands_in_the_text(numbers):
    run = prepared(
        lambda most: (
            Season.objects.filter(~Q(title="100% 'so'"), number__lte=most)
            .annotate(twice=F("number") * 2, odd=F("number") % 2)
            .values_list("number", "twice", "odd")
            .order_by("number")
        )
    )
    assert run(3) == [(1, 2, 1), (2, 4, 0), (3, 6, 1)]
    ((text, name),) = next(iter(kept_plans.KEPT.values())).items()
    assert name
    assert "'100% ''so'''" in text
    assert "$2" not in text


def test_in_a_transaction_it_is_asked_plainly(numbers):
    with transaction.atomic():
        rows, (sql,) = asked(numbers, [3])
    assert (rows, sql[:6]) == ([3], "SELECT")


def test_a_plan_that_is_gone_is_done_without(numbers):
    numbers([3])
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")  # as a pooler does, or another end of its
    assert numbers([4]) == [4]
    rows, (sql,) = asked(numbers, [5])
    assert (rows, sql[:6]) == ([5], "SELECT")


def test_a_plan_somebody_else_left_there_is_used(numbers):
    numbers([3])
    kept_plans.KEPT.clear()
    rows, (sql,) = asked(numbers, [4])
    assert (rows, sql[:7]) == ([4], "EXECUTE")


def test_a_plan_whose_table_has_changed_is_done_without():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE of_numbers (number integer)")
        assert kept_plans.fetch(connection, "SELECT number FROM of_numbers WHERE number < $1", [3]) == []
        cursor.execute("ALTER TABLE of_numbers ALTER number TYPE bigint")
        assert kept_plans.fetch(connection, "SELECT number FROM of_numbers WHERE number < $1", [3]) is None
        cursor.execute("DROP TABLE of_numbers")


def test_what_can_have_no_plan_is_asked_plainly():
    assert kept_plans.fetch(connection, "SELECT nothing FROM nowhere", []) is None
    assert kept_plans.KEPT[connection.connection] == {"SELECT nothing FROM nowhere": None}


def test_a_connection_keeps_no_more_than_so_many(numbers, monkeypatch):
    monkeypatch.setattr(kept_plans, "MOST", 1)
    assert kept_plans.fetch(connection, "SELECT 1", []) == [(1,)]
    rows, (sql,) = asked(numbers, [5])
    assert (rows, sql[:6]) == ([5], "SELECT")


def test_a_new_connection_begins_anew(numbers):
    numbers([3])
    connection.close()
    rows, (sql,) = asked(numbers, [4])
    assert (rows, sql[:7]) == ([4], "EXECUTE")


def test_every_page_for_readers_is_the_same_with_kept_plans(monkeypatch):
    make_world("administrator")
    paths = [path for path in addresses() if not path.startswith("/admin/")]
    client = Client()

    def bodies():
        return {path: b"".join(client.get(path)) for path in paths}

    with monkeypatch.context() as without:
        without.setattr(kept_plans, "are_kept", lambda connection: False)
        plain = bodies()
    for _ in range(OFTEN):
        assert bodies() == plain
    (kept,) = kept_plans.KEPT.values()
    assert len(kept) > 40
    assert None not in kept.values()


def test_a_connection_that_the_server_closed_is_replaced_first(numbers):
    connection.ensure_connection()
    lost = connection.connection.get_backend_pid()
    connection.health_check_enabled, connection.health_check_done = True, False  # as when a request begins
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [lost])
    assert numbers([4]) == [4]
    assert connection.connection.get_backend_pid() != lost
