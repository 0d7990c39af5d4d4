"""The inbox: an update becomes a row first, then an event for the dispatcher.

Nothing is acknowledged before it is committed, and nothing that cannot be read stands in the way
of the rest. A handler may run twice for one update: what it writes is unique by message.
"""

from bot.inbox.door import INVITED, Refusals
from bot.inbox.poll import Poller
from bot.inbox.processor import Processor
from bot.inbox.store import ALLOWED_UPDATES, Inbox

__all__ = ["ALLOWED_UPDATES", "INVITED", "Inbox", "Poller", "Processor", "Refusals"]
