"""Calls that change nothing: the account, boards, sections, pins, a video's state."""

from services.sandbox.pinterest import shapes
from services.sandbox.pinterest.caller import Caller, Done
from services.sandbox.pinterest.errors import invalid, no_media, no_pin, no_section
from services.sandbox.pinterest.paging import page

_PRIVACY = {"ALL", "PUBLIC", "PROTECTED", "SECRET", "PUBLIC_AND_SECRET"}


def user_account(caller: Caller) -> Done:
    """user_account/get: whose token it is."""
    return Done(shapes.account(caller.store, caller.store.users[caller.user_id]))


def list_boards(caller: Caller) -> Done:
    """boards/list: own boards and those that others share with the caller."""
    wanted = caller.query.get("privacy", "ALL")
    if wanted not in _PRIVACY:
        raise invalid("privacy is not one of the known ones")
    boards = [
        board
        for board in caller.store.boards.values()
        if caller.sees(board) and (wanted == "ALL" or board.privacy in wanted.split("_AND_"))
    ]
    return Done(page(caller, boards, lambda board: shapes.board(caller.store, board)))


def list_sections(caller: Caller) -> Done:
    """board_sections/list: the sections of a board."""
    board = caller.board(caller.path["board_id"])
    sections = [{"id": id_, "name": name} for id_, name in board.sections.items()]
    return Done(page(caller, sections, dict))


def list_board_pins(caller: Caller) -> Done:
    """boards/list_pins: newest first, without what lies in sections."""
    board = caller.board(caller.path["board_id"])
    pins = caller.store.pins_of_board(board.id)
    return Done(page(caller, pins, lambda pin: shapes.pin(caller.store, pin, caller.user_id)))


def list_section_pins(caller: Caller) -> Done:
    """board_sections/list_pins: newest first."""
    board, section_id = caller.board(caller.path["board_id"]), caller.path["section_id"]
    if section_id not in board.sections:
        raise no_section()
    pins = caller.store.pins_of_board(board.id, section_id)
    return Done(page(caller, pins, lambda pin: shapes.pin(caller.store, pin, caller.user_id)))


def list_pins(caller: Caller) -> Done:
    """pins/list: everything that the caller pinned, newest first."""
    pins = [pin for pin in reversed(caller.store.pins.values()) if pin.user_id == caller.user_id]
    return Done(page(caller, pins, lambda pin: shapes.pin(caller.store, pin, caller.user_id)))


def get_pin(caller: Caller) -> Done:
    """pins/get: one pin on a board of the caller's."""
    pin = caller.store.pins.get(caller.path["pin_id"])
    if pin is None or not caller.sees(caller.store.boards[pin.board_id]):
        raise no_pin()
    return Done(shapes.pin(caller.store, pin, caller.user_id))


def get_media(caller: Caller) -> Done:
    """media/get: a video that is processed gets ready after some looks."""
    upload = caller.store.uploads.get(caller.path["media_id"])
    if upload is None or upload.user_id != caller.user_id:
        raise no_media()
    if upload.status == "processing":
        upload.polls_left -= 1
        if upload.polls_left < 0:
            upload.status = "succeeded" if upload.width else "failed"
    return Done(shapes.upload(upload))
