"""Every way in: chat, web, worker, command line."""
