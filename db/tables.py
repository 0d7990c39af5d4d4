"""Every table, gathered: what migrations compare the database with."""

from db import (
    accounts,
    breakers,
    budgets,
    cards,
    consents,
    conversations,
    inbox,
    invitations,
    lanes,
    outbox,
    people,
    posts,
    sign_ins,
    statistics,
    vault,
    workers,
)
from db.base import Base
from db.deliveries import tables as deliveries

MODULES = (
    people,
    workers,
    accounts,
    posts,
    deliveries,
    cards,
    inbox,
    invitations,
    lanes,
    outbox,
    conversations,
    statistics,
    budgets,
    consents,
    sign_ins,
    breakers,
    vault,
)
metadata = Base.metadata
