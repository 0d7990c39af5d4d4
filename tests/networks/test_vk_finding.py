"""Recognising our post on a wall, and saying so only when it is sure."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.networks.base import Absent, Found, Unclear
from services.networks.vk.finding import Traces, dropped, judge
from services.text.vk import fingerprint, vk_text

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OWNER = -220000001


def traces(text: str = "", attachments: tuple[str, ...] = (), last_known: int | None = 5) -> Traces:
    return Traces(OWNER, attachments, fingerprint(text) if text else "", last_known, NOW)


def post(number: int, text: str = "", *attachments: str, **more: Any) -> dict[str, Any]:
    items = []
    for name in attachments:
        kind = name.rstrip("-_0123456789")
        owner_id, id_ = name.removeprefix(kind).split("_")
        items.append({"type": kind, kind: {"owner_id": int(owner_id), "id": int(id_)}})
    date = int(NOW.timestamp())
    return {"id": number, "date": date, "text": text, "attachments": items, **more}


def test_an_attachment_of_ours_is_proof() -> None:
    ours = traces("Soup", (f"photo{OWNER}_7_key", f"photo{OWNER}_8"))
    wall = [post(9, "Other"), post(8, "Soup, edited", f"photo{OWNER}_7")]
    url = "https://vk.com/wall-220000001_8"
    assert judge(wall, ours) == Found(("8",), url)


def test_two_posts_with_our_attachment_are_unclear() -> None:
    ours = traces("Soup", (f"photo{OWNER}_7",))
    wall = [post(9, "", f"photo{OWNER}_7"), post(8, "", f"photo{OWNER}_7")]
    assert judge(wall, ours) == Unclear("several posts look like this one", final=True)


def test_a_text_is_recognised_as_vk_shows_it() -> None:
    text = vk_text("Salt & @pepper\n\n[club1|x]  https://example.com/a")
    shown = post(8, text.replace("&", "&amp;"), link=1)
    shown["attachments"] = [{"type": "link", "link": {"url": "https://example.com/a"}}]
    assert judge([shown], traces(text)) == Found(("8",), "https://vk.com/wall-220000001_8")


def test_the_same_text_twice_is_unclear() -> None:
    assert isinstance(judge([post(8, "Soup"), post(9, "Soup")], traces("Soup")), Unclear)


def test_our_text_with_foreign_pictures_is_unclear() -> None:
    ours = traces("Soup", (f"photo{OWNER}_7",))
    assert isinstance(judge([post(8, "Soup", f"photo{OWNER}_99")], ours), Unclear)


def test_our_text_without_the_pictures_that_vk_dropped_is_ours() -> None:
    assert isinstance(judge([post(8, "Soup")], traces("Soup", (f"photo{OWNER}_7",))), Found)


def test_pictures_without_words_that_vk_named_anew_are_unclear() -> None:
    ours = traces("", (f"photo{OWNER}_7", f"photo{OWNER}_8"))
    alike = post(8, "", f"photo{OWNER}_20", f"photo{OWNER}_21")
    assert isinstance(judge([alike], ours), Unclear)
    assert judge([post(8, "", f"photo{OWNER}_20")], ours) == Absent()


def test_nothing_alike_is_absent() -> None:
    assert judge([post(8, "Bread"), post(9)], traces("Soup")) == Absent()
    assert judge([], traces("Soup")) == Absent()


def test_only_posts_after_the_last_known_one_count() -> None:
    ours = traces("Soup", last_known=8)
    assert not ours.may_be(post(8, "Soup"))
    assert ours.may_be(post(9, "Soup", date=0))


def test_without_a_known_post_the_date_counts() -> None:
    ours = traces("Soup", last_known=None)
    assert ours.may_be(post(3))
    hour_ago = int((NOW - timedelta(hours=1)).timestamp())
    assert not ours.may_be(post(3, date=hour_ago))


def test_traces_survive_storage() -> None:
    ours = traces("Soup", (f"photo{OWNER}_7",))
    assert Traces.read(ours.stored()) == ours


def test_what_vk_dropped_is_named() -> None:
    evidence = traces("Soup", (f"photo{OWNER}_1", f"photo{OWNER}_2", f"doc{OWNER}_3")).stored()
    assert dropped(post(8, "Soup", f"photo{OWNER}_1"), evidence) == [
        "vk-missing-photo",
        "vk-missing-doc",
    ]
    whole = post(8, "Soup", f"photo{OWNER}_1", f"photo{OWNER}_2", f"doc{OWNER}_3")
    assert dropped(whole, evidence) == []


def test_a_suggested_post_and_a_lost_text_are_named() -> None:
    shown = post(8, "", post_type="suggest")
    assert dropped(shown, traces("Soup").stored()) == ["vk-missing-suggested", "vk-missing-text"]
