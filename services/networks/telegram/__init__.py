"""Telegram, as a place to publish to and as what the bot itself speaks through."""

from services.networks.telegram.bot import open_bot, telegram_rates
from services.networks.telegram.network import TelegramNetwork

__all__ = ["TelegramNetwork", "open_bot", "telegram_rates"]
