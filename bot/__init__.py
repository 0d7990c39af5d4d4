"""Every way in: chat, web, worker, command line."""

import services.networks.telegram  # noqa: F401 - before anyone imports aiogram
