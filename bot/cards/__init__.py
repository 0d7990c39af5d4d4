"""The card: the one message that shows a post and everything that happens to it."""

from bot.cards.render import render
from bot.cards.shape import Reader, Rendered

__all__ = ["Reader", "Rendered", "render"]
