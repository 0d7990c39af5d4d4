"""Accounts from beginning to end, by clicking: refused, linked, cut off, linked again, unlinked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo.visiting import WAIT_MS, Visit
from tests.people import ALICE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

CONSENTING = {"pinterest": "Pinterest", "youtube": "YouTube", "instagram": "Instagram"}


@pytest.mark.parametrize("key", CONSENTING)
async def test_an_account_that_a_consent_page_links(visit: Visit, key: str) -> None:
    title = CONSENTING[key]
    await _begins(visit, title)
    async with _consent_page(visit, title, 1) as page:
        await page.locator("[name=deny]").click()
        await expect(page.get_by_role("heading")).to_have_text(
            visit.say("consent-page-denied-heading")
        )
    await visit.hear(visit.say("consent-denied", network=title))
    await _begins(visit, title)
    await _allows(visit, title, 2)
    await visit.hear(visit.say("linked-next"))
    name = await _name(visit, title)
    await _loses_access(visit, key, name)
    await visit.press(visit.say("button-relink"))
    await _allows(visit, title, 3)
    await visit.hear(visit.say("linked-again", name="").strip())
    await _unlinks(visit, name)


async def test_a_channel_that_its_owner_picks(visit: Visit) -> None:
    await _begins(visit, "Telegram")
    await visit.picks_channel(grant_bot=False)
    await visit.hear(visit.say("link-chat-bot-missing").partition(".")[0])
    await _begins(visit, "Telegram")
    await visit.picks_channel()
    await visit.hear(visit.say("linked-next"))
    name = await _name(visit, "Telegram")
    await _changes_rights(visit, "channel-remove-bot")
    await visit.hear(visit.say("telegram-not-member").partition(",")[0])
    await _changes_rights(visit, "channel-make-admin")
    await _opens(visit, name)
    await expect(visit.theirs.last).to_contain_text(
        visit.say("account-proved", ago="").strip(), timeout=WAIT_MS
    )
    await _unlinks(visit, name)


async def _changes_rights(visit: Visit, button: str) -> None:
    """The owner of the channel puts the bot out, or in again."""
    await visit.open_drawer()
    section = await visit.unfold("channels")
    card = section.locator(f"[data-chat-id='{visit.who.channel}']")
    await card.get_by_test_id(button).click()
    await expect(card.get_by_test_id(button)).to_have_count(0, timeout=WAIT_MS)
    await visit.close_drawer()


async def test_a_community_that_its_keys_link(visit: Visit) -> None:
    await _begins(visit, "VK")
    await visit.asked(visit.say("vk-link-community_key"))
    await _sends_key(visit, "weak_token")
    await visit.hear(visit.say("vk-advice-not-community-key").splitlines()[0])
    await _sends_key(visit, "community_key")
    await _adds_token(visit, 1)
    name = await _name(visit, "VK")
    await _loses_access(visit, "vk", name)
    key = visit.say("vk-field-community_key")
    await visit.press(visit.say("button-secret-replace", what=key))
    await _sends_key(visit, "community_key")
    await visit.hear(visit.say("linked-again", name="").strip())
    await _adds_token(visit, 2)
    await _unlinks(visit, name)


async def _begins(visit: Visit, title: str) -> None:
    await _lists(visit)
    await visit.press(visit.say("button-link-to", network=title))


@asynccontextmanager
async def _consent_page(visit: Visit, title: str, asked: int) -> AsyncIterator[Page]:
    """Open the page of the question that was `asked` as the so many-th."""
    doors = visit.page.get_by_test_id("inline-button")
    doors = doors.filter(has_text=visit.say("button-consent", network=title))
    await expect(doors).to_have_count(asked, timeout=WAIT_MS)
    async with visit.page.context.expect_page() as opened:
        await doors.last.click()
    page = await opened.value
    await page.set_viewport_size({"width": visit.who.width, "height": 844})
    yield page
    await page.close()


async def _allows(visit: Visit, title: str, asked: int) -> None:
    async with _consent_page(visit, title, asked) as page:
        mine = page.locator("[name=account]").nth(0 if visit.who.id == ALICE else 1)
        await mine.click()
        await expect(page.get_by_role("heading")).to_have_text(
            visit.say("consent-page-found-heading")
        )
    await visit.press(visit.say("button-grant"))


async def _name(visit: Visit, title: str) -> str:
    """How /accounts calls the account of a network, without what stands before it."""
    await _lists(visit)
    button = visit.page.get_by_test_id("inline-button").filter(has_text=f"{title} · ").last
    return (await button.inner_text(timeout=WAIT_MS)).partition(f"{title} · ")[2]


async def _lists(visit: Visit) -> None:
    """Ask for the accounts, and wait for the answer: older ones have the same buttons."""
    lists = visit.theirs.filter(has_text=visit.say("button-link-to", network="Telegram"))
    before = await lists.count()
    await visit.write("/accounts")
    await expect(lists).to_have_count(before + 1, timeout=WAIT_MS)


async def _opens(visit: Visit, name: str) -> None:
    await _lists(visit)
    windows = visit.theirs.filter(has_text=visit.say("button-unlink"))
    before = await windows.count()
    await visit.press(f"· {name}")
    await expect(windows).to_have_count(before + 1, timeout=WAIT_MS)


async def _loses_access(visit: Visit, key: str, name: str) -> None:
    """The owner takes the access back on the network; the bot finds out when it is asked."""
    holder = await visit.open_keys(key)
    await holder.get_by_test_id("withdraw").click()
    await expect(visit.page.get_by_test_id("toast").last).to_be_visible()
    await visit.close_drawer()
    await _opens(visit, name)
    await visit.press(visit.say("button-prove"))
    alert = visit.page.get_by_test_id("callback-alert")
    await alert.get_by_role("button").last.click(timeout=WAIT_MS)
    await visit.hear(visit.say("account-login-needed").partition(".")[0])


async def _sends_key(visit: Visit, secret: str) -> None:
    holder = await visit.open_keys("vk")
    await holder.get_by_test_id(f"send-{secret}").click()
    await visit.close_drawer()


async def _adds_token(visit: Visit, times: int) -> None:
    """Send the administrator's token that was asked for; it is saved for the so many-th time."""
    asked = visit.theirs.filter(has_text=visit.say("vk-link-user_token").splitlines()[0])
    await expect(asked).to_have_count(times, timeout=WAIT_MS)
    await _sends_key(visit, "user_token")
    saved = visit.say("linked-stronger", name="|", what=visit.say("vk-field-user_token"))
    said = visit.theirs.filter(has_text=saved.partition("|")[2])
    await expect(said).to_have_count(times, timeout=WAIT_MS)


async def _unlinks(visit: Visit, name: str) -> None:
    await _opens(visit, name)
    await visit.press(visit.say("button-unlink"))
    await visit.press(visit.say("button-unlink-yes"))
    await visit.hear(visit.say("account-unlinked", title=f"· {name}").splitlines()[0].lstrip("“«"))
