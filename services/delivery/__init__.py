"""The engine: take, prepare, attempt, confirm, find, sweep.

The rules that make it safe: one committed attempt is at most one irrevocable request; whatever
fails after the first byte left is `unconfirmed`; an orphan is one whose worker is certified dead.
"""
