"""Pinterest: pins on a person's boards."""

from services.networks.pinterest.network import PinterestNetwork as PinterestNetwork
