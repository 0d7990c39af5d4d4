"""The web server on a real port, over the bot's parts."""

from tests.bot.conftest import bot, clock, deps, settings, wire

__all__ = ["bot", "clock", "deps", "settings", "wire"]
