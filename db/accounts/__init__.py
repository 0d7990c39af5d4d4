"""Linked accounts and their secrets.

Accounts and their credentials stay until they are unlinked; then the secrets go at once and the
row stays, switched to `unlinked`, for the history of what it published.
"""

from db.accounts.alive import (
    claim_check,
    claim_refresh,
    due_for_refresh,
    ending_accounts,
    note_proof,
)
from db.accounts.keeping import (
    ProvedAccount,
    account_at,
    account_of,
    accounts_of,
    credentials_of,
    everyones_accounts,
    forget_credentials,
    hold_account,
    keep_account,
    linked_targets,
    next_seal_number,
    seal_number_of,
    secrets_of,
)
from db.accounts.tables import Credential, SocialAccount

__all__ = [
    "Credential",
    "ProvedAccount",
    "SocialAccount",
    "account_at",
    "account_of",
    "accounts_of",
    "claim_check",
    "claim_refresh",
    "credentials_of",
    "due_for_refresh",
    "ending_accounts",
    "everyones_accounts",
    "forget_credentials",
    "hold_account",
    "keep_account",
    "linked_targets",
    "next_seal_number",
    "note_proof",
    "seal_number_of",
    "secrets_of",
]
