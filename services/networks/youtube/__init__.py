"""YouTube: videos on channels."""

from services.networks.youtube.network import YoutubeNetwork as YoutubeNetwork
