"""What follows from time, for a timer or a loop."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.test_web import Edge, edge  # noqa: F401 - a fixture
from web.models import Purge

pytestmark = pytest.mark.django_db


def test_a_tick_sends_what_the_edge_did_not_take_and_a_second_one_nothing(edge, capsys):  # noqa: F811
    Purge.objects.create(keys=["show-1"], tries=1, next_try=timezone.now() - timedelta(seconds=1))
    call_command("tick")
    call_command("tick")
    assert capsys.readouterr().out == "applied 0, purged 1, mailed 0\napplied 0, purged 0, mailed 0\n"
    assert Edge.purged == [("show-1", "show-1")]
