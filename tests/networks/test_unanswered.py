"""What becomes of a call without an answer is the same in every network."""

import pytest

from services.errors import NetworkError, NotSent, Transient, Unconfirmed
from services.networks import line, threads
from services.networks.unanswered import LOST, cause, lost, unclear
from services.networks.window import SendWindow


@pytest.mark.parametrize(
    ("written", "irrevocable", "error"),
    [
        (False, True, NotSent),
        (False, False, NotSent),
        (True, True, Unconfirmed),
        (True, False, Transient),
    ],
)
async def test_only_the_first_byte_decides_what_a_lost_call_is(
    written: bool, irrevocable: bool, error: type[NetworkError]
) -> None:
    window = SendWindow("a-1") if irrevocable else None
    for way in (line.Line("Soup", window), threads.Line("Soup", window)):
        way.written = written
        for made in (
            way.lost("any"),
            lost("Soup", "any", written=written, irrevocable=irrevocable),
        ):
            assert (type(made), made.code, made.detail) == (error, "Soup", "any")


def test_an_unclear_answer_may_have_been_a_post() -> None:
    assert type(unclear("Soup HTTP 500", irrevocable=True)) is Unconfirmed
    assert type(unclear("Soup HTTP 500", irrevocable=False)) is Transient


def test_a_call_cut_off_has_that_for_a_reason() -> None:
    way = threads.Line("Soup")
    assert way.why(OSError("https://secret")) == "OSError"
    way.cut_off()
    assert way.why(OSError("https://secret")) == "no answer in time"
    with pytest.raises(NotSent, match="the call took too long"):
        way.about_to_write()


def test_a_cause_is_the_kind_at_the_bottom_and_never_a_text_with_secrets() -> None:
    above = ValueError("https://secret")
    above.__cause__ = ConnectionResetError("key=secret")
    assert cause(above) == "ConnectionResetError"
    one, other = ValueError(), KeyError()
    one.__context__, other.__context__ = other, one
    assert cause(one) == "KeyError"
    assert cause(NotSent("Soup", "the send window was missed")) == "the send window was missed"


def test_what_a_library_raises_is_never_a_fault_that_stops_us() -> None:
    assert not any(issubclass(kind, LOST) for kind in (KeyboardInterrupt, SystemExit, MemoryError))
