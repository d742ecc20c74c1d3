"""The import law: every room imports only itself and the rooms before it."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

# The last is no room: nobody but a test imports a test.
ROOMS = ("web", "pictures", "staff", "people", "shows", "facts", "articles", "imports", "newsdesk", "tests")
HERE = Path(settings.BASE_DIR)
FILES = sorted(path.relative_to(HERE) for room in ROOMS for path in (HERE / room).rglob("*.py"))

# Calls whose text arguments lead to a module or a model: import_module("facts.ledger"), ForeignKey("facts.Fact").
BY_NAME = {
    "__import__",
    "import_module",
    "import_string",
    "get_model",
    "get_app_config",
    "ForeignKey",
    "OneToOneField",
    "ManyToManyField",
}
ROOM_IN_TEXT = re.compile(rf"({'|'.join(ROOMS)})(\.\w+)*\Z")


def rooms_named(source, path):
    """(line, room) for everything the source of the file at `path` imports or reaches by name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # One dot is the folder of the file, every further dot one up.
            base = ".".join(path.parts[: len(path.parts) - node.level]) if node.level else ""
            names = [base] if base else [node.module]
            if node.level and not base:
                names = [node.module] if node.module else [alias.name for alias in node.names]
        elif isinstance(node, ast.Call) and called(node) in BY_NAME:
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
            texts = [value.value for value in values if isinstance(value, ast.Constant)]
            names = [text for text in texts if isinstance(text, str) and ROOM_IN_TEXT.match(text)]
        else:
            continue
        for name in names:
            room = name.split(".")[0]
            if room in ROOMS:
                yield node.lineno, room


def called(node):
    return getattr(node.func, "attr", None) or getattr(node.func, "id", None)


def against_the_law(source, path):
    own = ROOMS.index(path.parts[0])
    return [f"{path}:{line} reaches for {room}" for line, room in rooms_named(source, path) if ROOMS.index(room) > own]


def test_every_import_points_one_way():
    assert len(FILES) > len(ROOMS)
    assert [line for path in FILES for line in against_the_law((HERE / path).read_text(), path)] == []


def test_every_package_has_its_place_in_the_law():
    assert {path.parent.name for path in HERE.glob("*/__init__.py")} == set(ROOMS)


@pytest.mark.parametrize(
    "source",
    [
        "import facts",
        "import os, facts.ledger as door",
        "from facts import ledger",
        "from facts.models import Fact",
        "def late():\n    from facts.models import Fact",
        "if TYPE_CHECKING:\n    import facts.models",
        "from importlib import import_module\nledger = import_module('facts.ledger')",
        "import_string('facts.ledger.record')",
        "__import__('facts')",
        "apps.get_model('facts', 'Fact')",
        "apps.get_model(app_label='facts', model_name='Fact')",
        "apps.get_model('facts.Fact')",
        "fact = models.ForeignKey('facts.Fact', models.CASCADE)",
        "fact = models.ForeignKey(to='facts.fact', on_delete=models.CASCADE)",
        "from .. import facts",
        "from ..facts import ledger",
    ],
)
def test_a_planted_import_against_the_law_is_found(source):
    found = against_the_law(source, Path("shows/planted.py"))
    assert len(found) == 1
    assert found[0].endswith("reaches for facts")


@pytest.mark.parametrize(
    "source",
    [
        "from facts.models import Fact",
        "import shows, web.text",
        "from . import models",
        "from .models import Fact",
        "from ..shows import words",
        "apps.get_model('shows', 'Show')",
        "season = models.ForeignKey('shows.Season', models.PROTECT)",
        "permission = 'articles.publish_story'",
        "render(request, 'articles/story.html')",
        "from articlesque import thing",
    ],
)
def test_what_the_law_allows_is_left_alone(source):
    assert against_the_law(source, Path("facts/planted.py")) == []
