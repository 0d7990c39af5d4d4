"""What a network is to the rest of the house.

A network turns a revision into parts (`plan`), says before publishing what it will change or
refuse (`check`), does all that the public cannot see (`prepare`), makes one irrevocable request
(`publish`), and can look whether a request whose answer was lost arrived (`find`).
It knows no database, no queue and no chat: the delivery engine hands it what it needs in `Work`.
"""

from services.networks.base.network import Network
from services.networks.base.values import (
    ALBUM,
    FIT,
    LENGTH,
    MORE,
    Absent,
    Accepted,
    Account,
    App,
    AskKind,
    Asks,
    Choice,
    Consent,
    Finding,
    Found,
    Grant,
    Identity,
    Json,
    Limits,
    LinkMethod,
    Login,
    Notice,
    Option,
    Part,
    Prepared,
    Unclear,
    Work,
)

__all__ = [
    "ALBUM",
    "FIT",
    "LENGTH",
    "MORE",
    "Absent",
    "Accepted",
    "Account",
    "App",
    "AskKind",
    "Asks",
    "Choice",
    "Consent",
    "Finding",
    "Found",
    "Grant",
    "Identity",
    "Json",
    "Limits",
    "LinkMethod",
    "Login",
    "Network",
    "Notice",
    "Option",
    "Part",
    "Prepared",
    "Unclear",
    "Work",
]
