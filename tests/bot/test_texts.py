"""Both languages say the same things, everything said exists, and nothing is written for nobody."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from structlog.testing import capture_logs

from bot.texts import LANGUAGES, LOCALES, language_of, t
from services.errors import AccountTrouble
from services.networks.registry import load_networks
from services.networks.telegram import errors as telegram
from services.networks.vk import errors as vk
from tests.environment import ROOT

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
TELLING = 4
ALERT = 200 - len(" (Telegram 403)")
"""What Telegram shows of an answer to a press, less the network's code."""


class _Mentions(Visitor):
    """What a message's pattern mentions."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802
        self.messages.add(node.id.name)


def _entries(language: str) -> Iterator[tuple[Path, ftl.EntryType]]:
    for path in sorted((LOCALES / language).rglob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            yield path.relative_to(LOCALES / language), entry


@cache
def _messages(language: str) -> dict[str, _Mentions]:
    found: dict[str, _Mentions] = {}
    for _, entry in _entries(language):
        if isinstance(entry, ftl.Message):
            mentions = found[entry.id.name] = _Mentions()
            mentions.visit(entry)
    return found


@cache
def _modules() -> dict[Path, ast.Module]:
    paths = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "services").rglob("*.py")]
    ours = [path for path in paths if "sandbox" not in path.parts]
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in ours}


def _nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path, module in _modules().items():
        for node in ast.walk(module):
            yield path, node


def _spoken(call: ast.Call) -> ast.expr | None:
    """The argument of a call that is the key of a text, if it is such a call."""
    if isinstance(call.func, ast.Attribute):
        return call.args[0] if call.func.attr == "say" and call.args else None
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    place = {"t": 1, "BadInput": 0, "Notice": 1, "Change": 0}.get(name)
    return call.args[place] if place is not None and len(call.args) > place else None


def _pattern(node: ast.JoinedStr) -> re.Pattern[str] | None:
    """What an f-string may become, if enough of it is written down to tell a key by."""
    known = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
    if not any(len(part) >= TELLING and "-" in part for part in known):
        return None
    parts = (
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_-]+"
        for part in node.values
    )
    return re.compile("".join(parts))


def _begins_a_key(name: str, keys: set[str]) -> bool:
    """Whether this is a key, or one with its last words still to come."""
    return name in keys or any(key.startswith(f"{name}-") for key in keys)


def test_both_languages_have_the_same_files_and_texts() -> None:
    ru, en = ({(path, _name(entry)) for path, entry in _entries(code)} for code in LANGUAGES)
    assert ru == en
    assert len(en) > 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_well_formed_and_no_text_is_written_twice(language: str) -> None:
    entries = [entry for _, entry in _entries(language)]
    assert [entry.content for entry in entries if isinstance(entry, ftl.Junk)] == []
    names = [entry.id.name for entry in entries if isinstance(entry, ftl.Message)]
    assert sorted(set(names)) == sorted(names)


def test_both_languages_use_the_same_variables() -> None:
    ru, en = (
        {key: sorted(mentions.variables) for key, mentions in _messages(code).items()}
        for code in LANGUAGES
    )
    assert ru == en


def test_every_text_that_the_code_asks_for_exists() -> None:
    keys = set(_messages("en"))
    missing = []
    for path, node in _nodes():
        key = _spoken(node) if isinstance(node, ast.Call) else None
        if isinstance(node, ast.keyword) and node.arg == "advice":
            key = node.value
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value:
            missing += [f"{path}:{key.lineno} {key.value}"] * (key.value not in keys)
        elif isinstance(key, ast.JoinedStr):
            pattern = _pattern(key)
            assert pattern, f"{path}:{key.lineno}: nobody can tell which texts this means"
            missing += [f"{path}:{key.lineno} {pattern.pattern}"] * (
                not any(map(pattern.fullmatch, keys))
            )
    assert missing == []


def test_every_text_of_a_network_that_its_module_names_exists() -> None:
    keys = set(_messages("en"))
    names = {
        node.value
        for path, node in _nodes()
        if path.parts[:2] == ("services", "networks") and len(path.parts) > 3
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if KEY.fullmatch(node.value) and node.value.startswith(f"{path.parts[2]}-")
    }
    assert sorted(name for name in names if not _begins_a_key(name, keys)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_notice_of_a_card_repeats_the_name_that_stands_before_it(language: str) -> None:
    second = [
        node.args[1]
        for _, node in _nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in {"Notice", "Fate"} and len(node.args) > 1
    ]
    named = {str(key.value) for key in second if isinstance(key, ast.Constant)}
    notices = {key: t(language, key) for key in named & set(_messages(language))}
    assert "youtube-needs-video" in notices
    networks = {key.partition("-")[0] for key in notices}
    begun = [key for key, said in notices.items() if said.casefold().startswith(tuple(networks))]
    assert begun == []


def test_an_option_without_values_says_what_to_do_where_there_is_nothing_to_choose() -> None:
    keys = set(_messages("en"))
    asked = [
        f"{network.key}-option-{option.name}-nothing"
        for network in load_networks().values()
        for option in network.options
        if not option.values
    ]
    assert asked
    assert set(asked) <= keys


def test_no_text_is_written_for_nobody() -> None:
    constants, patterns = set[str](), set[re.Pattern[str]]()
    keys = set(_messages("en"))
    for _, node in _nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            constants.add(node.value)
        elif isinstance(node, ast.JoinedStr) and (pattern := _pattern(node)):
            patterns.add(pattern)
    mentioned = set().union(*(mentions.messages for mentions in _messages("en").values()))
    begun = tuple(f"{name}-" for name in constants if name.count("-") > 1 and name not in keys)
    unused = [
        key
        for key in keys - constants - mentioned
        if not key.startswith(begun) and not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert unused == []


def test_the_code_gives_every_variable_that_a_text_needs() -> None:
    texts = _messages("en")
    lacking = []
    for path, node in _nodes():
        key = _spoken(node) if isinstance(node, ast.Call) else None
        if not (isinstance(node, ast.Call) and isinstance(key, ast.Constant)):
            continue
        given = {keyword.arg for keyword in node.keywords}
        wanted = texts[key.value].variables if key.value in texts else set()
        if None not in given and "values" not in given and len(node.args) < 3:
            lacking += [f"{path}:{node.lineno} {name}" for name in wanted - given]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2, 5, 21])
def test_every_text_can_be_said(language: str, count: int) -> None:
    with capture_logs() as logs:
        for key, mentions in _messages(language).items():
            said = t(language, key, **dict.fromkeys(mentions.variables, count))
            assert said.strip(), key
            assert "{" not in said, key
    assert logs == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_advice_about_an_account_fits_into_the_answer_to_a_press(language: str) -> None:
    rules: list[telegram.Rule | vk.Rule] = [*telegram.RULES, *vk.RULES.values()]
    troubles = {rule.advice for rule in rules if issubclass(rule.error, AccountTrouble)}
    keys = {key for key in _messages(language) if key.startswith(tuple(troubles - {""}))}
    assert len(keys) > 10
    too_long = {key: len(t(language, key)) for key in keys if len(t(language, key)) > ALERT}
    assert too_long == {}


def test_nothing_invisible_shifts_the_offsets_of_entities() -> None:
    said = t("en", "question-unclear", network="VK", title="Wall")
    assert not re.search("[\u2066-\u2069]", said)
    assert "VK · Wall" in said


def test_a_text_that_nobody_wrote_is_better_than_silence() -> None:
    with capture_logs() as logs:
        assert t("ru", "no-such-text") == "no-such-text"
    assert [entry["event"] for entry in logs] == ["texts.missing"]


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("ru-RU", "ru"), ("en-GB", "en"), ("de", "en"), ("", "en"), (None, "en")],
)
def test_the_language_comes_from_the_client(code: str | None, language: str) -> None:
    assert language_of(code) == language


def _name(entry: ftl.EntryType) -> str:
    return entry.id.name if isinstance(entry, ftl.Message | ftl.Term) else ""


@pytest.mark.parametrize(
    ("key", "one"),
    [
        ("vk-photo-needs-token", "фото не попадёт в пост"),
        ("vk-shown-as-file", "вложение будет показано как файл"),
        ("instagram-left-out", "вложение не попадёт в пост"),
        ("pinterest-unfit", "вложение не попадёт в пин"),
    ],
)
def test_one_attachment_is_not_told_as_if_it_were_many(key: str, one: str) -> None:
    assert one in t("ru", key, count=1)
    assert "(2)" in t("ru", key, count=2)
