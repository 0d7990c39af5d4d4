"""The official way in: Instagram API with Instagram Login, for professional accounts.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login
"""

from services.networks.instagram.official.way import OfficialWay as OfficialWay
