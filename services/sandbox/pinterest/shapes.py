"""People, boards, pins and videos as the API shows them.

Some fields have null or are left out, and one that no description knows comes along, because real
answers are like that. A pin's time has no zone: it is UTC.

Source: https://developers.pinterest.com/docs/api/v5/
"""

from datetime import UTC, datetime

from services.sandbox.pinterest.objects import Board, Json, Picture, Pin, Upload, User
from services.sandbox.pinterest.store import PinterestStore

_WIDTHS = (600, 1200)


def account(store: PinterestStore, user: User) -> Json:
    """The answer of user_account/get."""
    return {
        "id": user.id,
        "username": user.username,
        "account_type": "BUSINESS",
        "business_name": user.name,
        "profile_image": f"https://i.pinimg.com/280x280_RS/{user.id}.jpg",
        "website_url": "",
        "board_count": sum(board.owner_id == user.id for board in store.boards.values()),
        "pin_count": sum(pin.user_id == user.id for pin in store.pins.values()),
        "follower_count": 0,
        "monthly_views": None,
    }


def board(store: PinterestStore, shown: Board) -> Json:
    """A board."""
    return {
        "id": shown.id,
        "name": shown.name,
        "description": None,
        "privacy": shown.privacy,
        "owner": {"username": store.users[shown.owner_id].username},
        "created_at": _bare(shown.created_at),
        "collaborator_count": len(shown.collaborators),
        "pin_count": sum(pin.board_id == shown.id for pin in store.pins.values()),
        "media": {"image_cover_url": None, "pin_thumbnail_urls": []},
    }


def pin(store: PinterestStore, shown: Pin, user_id: str) -> Json:
    """A pin as one of the board's people sees it."""
    owner = store.users[store.boards[shown.board_id].owner_id]
    return {
        "id": shown.id,
        "created_at": _bare(shown.created_at),
        "title": shown.title,
        "description": shown.description,
        "link": shown.link,
        "alt_text": shown.alt_text,
        "board_id": shown.board_id,
        "board_section_id": shown.section_id,
        "board_owner": {"username": owner.username},
        "is_owner": shown.user_id == user_id,
        "is_standard": False,
        "has_been_promoted": False,
        "parent_pin_id": None,
        "dominant_color": "#6e7874",
        "creative_type": "VIDEO" if shown.upload_id else "REGULAR",
        "pin_metrics": None,
        "media": _media(store, shown),
        "product_tags": [],
    }


def upload(shown: Upload) -> Json:
    """A video on its way."""
    return {"media_id": shown.id, "media_type": "video", "status": shown.status}


def _media(store: PinterestStore, shown: Pin) -> Json:
    if shown.upload_id:
        video = store.uploads[shown.upload_id]
        cover = Picture("", video.width, video.height, 0)
        return {
            "media_type": "video",
            "images": _images(cover),
            "duration": None,
            "width": video.width,
            "height": video.height,
            "video_url": None,
        }
    if len(shown.pictures) > 1:
        items = [
            {"item_type": "image", "title": None, "images": _images(one)} for one in shown.pictures
        ]
        return {"media_type": "multiple_images", "items": items}
    return {"media_type": "image", "images": _images(shown.pictures[0])}


def _images(picture: Picture) -> Json:
    """The sizes in which a picture is shown; one has no height yet."""
    url = f"https://i.pinimg.com/%s/{picture.file_id or 'cover'}.jpg"
    sizes: Json = {
        f"{width}x": {
            "width": width,
            "height": round(width * picture.height / max(1, picture.width)),
            "url": url % f"{width}x",
        }
        for width in _WIDTHS
    }
    return {**sizes, "150x150": {"width": 150, "height": None, "url": url % "150x150"}}


def _bare(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
