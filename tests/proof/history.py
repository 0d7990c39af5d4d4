"""The history checker: what the networks showed, what was asked of them, and what we believed.

It reads the sandbox's ledger (what the public sees) and journal (what was requested), and our own
deliveries, parts, attempts and events, and names every promise that was broken.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from db.accounts import SocialAccount
from db.database import Database
from db.deliveries.tables import Attempt, Delivery, DeliveryEvent, PartRow

AT_REST = frozenset(
    {"published", "rejected", "failed", "cancelled", "skipped", "recalled", "asking", "paused"}
)
_NOT_THERE = frozenset({"rejected", "not_sent", "absent"})
_LONGEST_DOUBT = timedelta(minutes=17)
_ONCE_EVEN_HIDDEN = frozenset({"youtube"})
"""Where what is uploaded is a post already, though nobody sees it: there are never two of one."""

PACES = {"telegram": (20, 60.0)}
"""The most posts that one target of a network may get in a window of seconds."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is known of a run, from both sides."""

    deliveries: Sequence[Delivery]
    accounts: dict[int, SocialAccount]
    parts: Sequence[PartRow]
    attempts: Sequence[Attempt]
    events: Sequence[DeliveryEvent]
    ledger: Sequence[Row]
    journal: Sequence[Row] = field(default=())

    def violations(self) -> list[str]:
        """Every broken promise, as a sentence."""
        return [
            *self._restless(),
            *self._copies(),
            *self._hidden_copies(),
            *self._strangers(),
            *self._published_but_absent(),
            *self._absent_but_published(),
            *self._requested_twice(),
            *self._out_of_order(),
            *self._too_fast(),
            *self._long_doubts(),
        ]

    def questions(self) -> set[int]:
        """Deliveries about which a person was asked."""
        return {event.delivery_id for event in self.events if event.state == "asking"}

    def _restless(self) -> Iterator[str]:
        for row in self.deliveries:
            if row.state not in AT_REST:
                yield f"delivery {row.id} is still {row.state}"

    def _copies(self) -> Iterator[str]:
        shown = self._shown()
        by_part: dict[tuple[int, int], list[Attempt]] = defaultdict(list)
        for attempt in self.attempts:
            by_part[attempt.delivery_id, attempt.part_number].append(attempt)
        for (delivery_id, number), attempts in by_part.items():
            copies = sum(len(shown[str(attempt.id)]) for attempt in attempts)
            ordered = sum(attempt.outcome == "overruled" for attempt in attempts)
            if copies > 1 + ordered:
                yield f"part {number} of delivery {delivery_id} is there {copies} times"

    def _hidden_copies(self) -> Iterator[str]:
        accounts = {row.id: self.accounts[row.account_id] for row in self.deliveries}
        parts = Counter(accounts[part.delivery_id].target for part in self.parts)
        made = Counter(
            entry["target"]
            for entry in self.ledger
            if entry["network"] in _ONCE_EVEN_HIDDEN
            and entry["request_id"] is not None
            and entry["state"] != "deleted"
        )
        for target, there in made.items():
            if there > parts[target]:
                yield f"{there} posts lie on {target}, hidden or not, of {parts[target]} parts"

    def _strangers(self) -> Iterator[str]:
        known = {str(attempt.id) for attempt in self.attempts}
        for entry in self._ours():
            if entry["attempt"] not in known:
                yield f"post {entry['post_id']} on {entry['target']} came of no attempt of ours"

    def _published_but_absent(self) -> Iterator[str]:
        there = {
            (entry["network"], entry["target"], entry["post_id"])
            for entry in self.ledger
            if entry["state"] == "visible"
        }
        parts = defaultdict(list)
        for part in self.parts:
            parts[part.delivery_id].append(part)
        for row in self.deliveries:
            if row.state != "published" or row.reason == "confirmed_by_person":
                continue
            account = self.accounts[row.account_id]
            for part in parts[row.id]:
                for id_ in part.external_ids or ["nothing"]:
                    if (account.network, account.target, id_) not in there:
                        yield f"delivery {row.id} says {id_} is on {account.target}; it is not"

    def _absent_but_published(self) -> Iterator[str]:
        shown = self._shown()
        for attempt in self.attempts:
            if attempt.outcome in _NOT_THERE and shown[str(attempt.id)]:
                yield f"attempt {attempt.id} ended {attempt.outcome}, yet its post is there"

    def _requested_twice(self) -> Iterator[str]:
        made = Counter(row["attempt"] for row in self.journal if row.get("attempt"))
        for attempt, times in made.items():
            if times > 1:
                yield f"attempt {attempt} was requested {times} times"

    def _out_of_order(self) -> Iterator[str]:
        """Posts of one target stand in the order of their turns, retries aside."""
        turns = {row.id: (row.turn_at, row.id) for row in self.deliveries}
        tries = Counter(attempt.delivery_id for attempt in self.attempts)
        parts = Counter(part.delivery_id for part in self.parts)
        of = {str(attempt.id): attempt.delivery_id for attempt in self.attempts}
        by_target: dict[str, list[int]] = defaultdict(list)
        for entry in sorted(self._ours(), key=lambda entry: entry["seq"]):
            id_ = of.get(entry["attempt"])
            if id_ is not None and tries[id_] <= parts[id_]:
                by_target[entry["target"]].append(id_)
        for target, ids in by_target.items():
            for earlier, later in pairwise(ids):
                if turns[earlier] > turns[later]:
                    yield f"delivery {earlier} went before {later} on {target}, out of turn"

    def _too_fast(self) -> Iterator[str]:
        times: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        for requests in self._shown().values():
            first = requests[0]
            times[first["network"], first["target"]].append(datetime.fromisoformat(first["at"]))
        for (network, target), moments in times.items():
            if network not in PACES:
                continue
            most, window_s = PACES[network]
            ordered = sorted(moments)
            for begin, end in zip(ordered, ordered[most:], strict=False):
                if (end - begin).total_seconds() < window_s:
                    yield f"{target} got more than {most} posts in {window_s:.0f} s"

    def _long_doubts(self) -> Iterator[str]:
        by_delivery: dict[int, list[DeliveryEvent]] = defaultdict(list)
        for event in sorted(self.events, key=lambda event: event.id):
            by_delivery[event.delivery_id].append(event)
        for delivery_id, events in by_delivery.items():
            since: datetime | None = None
            for event in events:
                if event.state == "unconfirmed":
                    since = since or event.at
                    continue
                if since and event.at - since > _LONGEST_DOUBT:
                    yield f"delivery {delivery_id} was in doubt for {event.at - since}"
                since = None

    def _shown(self) -> defaultdict[str, list[Row]]:
        """What each attempt made: a list of its requests' first entries."""
        by_attempt: dict[str, dict[Any, Row]] = defaultdict(dict)
        for entry in self._ours():
            by_attempt[entry["attempt"]].setdefault(entry["request_id"], entry)
        shown: defaultdict[str, list[Row]] = defaultdict(list)
        shown.update({key: list(made.values()) for key, made in by_attempt.items()})
        return shown

    def _ours(self) -> Iterable[Row]:
        return (entry for entry in self.ledger if entry["attempt"] is not None)


async def read_history(db: Database, ledger: Sequence[Row], journal: Sequence[Row] = ()) -> History:
    """Our side of the story, beside theirs."""
    async with db.begin() as session:

        async def all_of(table: Any) -> list[Any]:
            return list((await session.execute(select(table))).scalars())

        accounts = await all_of(SocialAccount)
        return History(
            deliveries=await all_of(Delivery),
            accounts={row.id: row for row in accounts},
            parts=await all_of(PartRow),
            attempts=await all_of(Attempt),
            events=await all_of(DeliveryEvent),
            ledger=ledger,
            journal=journal,
        )
