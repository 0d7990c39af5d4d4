"""VK: posts on the walls of communities."""

from services.networks.vk.network import VkNetwork as VkNetwork
