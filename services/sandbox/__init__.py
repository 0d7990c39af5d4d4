"""A pretend internet: the networks and Telegram, as one real local server."""
