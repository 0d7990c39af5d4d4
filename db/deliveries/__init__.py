"""The delivery engine's tables, and every question and change that it makes there."""

from db.deliveries.taking import create
from db.deliveries.views import DeliveryRow, of_post, of_posts, one

__all__ = ["DeliveryRow", "create", "of_post", "of_posts", "one"]
