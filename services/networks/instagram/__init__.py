"""Instagram: pictures, carousels and reels on professional accounts."""

from services.networks.instagram.network import InstagramNetwork as InstagramNetwork
