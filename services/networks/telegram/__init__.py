"""Telegram, as a place to publish to and as what the bot itself speaks through.

The class is in `network`, the one bot of a process in `bot`. This module imports nothing heavy; it
only sees to it that aiogram, whoever wants it first, comes quickly.
"""

from services.networks.telegram.quick_import import hasten_aiogram

hasten_aiogram()
