# VK: what it does to a post.
vk-empty = there is nothing in this post that VK could show.
vk-no-posting = this key may not post. Make one with access to the wall and replace it in /accounts.
vk-too-long = the text is { $over } characters too long; VK takes { $limit }. Shorten it.
vk-several-posts = more than 10 attachments: they go out as { $posts } posts in a row, the text in the first.
vk-first-only = more than { $count } attachments: only the first { $count } go out, { $left } are left out, as you chose for this community.
vk-photo-needs-token = { $count ->
    [one] the photo is
   *[other] { $count } photos are
} left out: VK takes photos only with an administrator’s token. Add it in /accounts.
vk-video-needs-token = { $count ->
    [one] the video is
   *[other] { $count } videos are
} left out: VK takes videos only with an administrator’s token. Add it in /accounts.
vk-document-needs-right = { $count ->
    [one] the file is
   *[other] { $count } files are
} left out: the key has no access to files. Make a new one and replace it in /accounts.
vk-file-too-big = { $count ->
    [one] one attachment is
   *[other] { $count } attachments are
} left out: Telegram hands bots files up to { $limit_mb } MB only. Send a smaller one, or ask whoever runs this bot for a Telegram server of its own.
vk-file-too-heavy = { $count ->
    [one] one attachment is
   *[other] { $count } attachments are
} left out: VK takes up to { $limit_mb } MB. Send a smaller one.
vk-no-music = { $count ->
    [one] the track is
   *[other] { $count } tracks are
} left out: VK takes no music from bots.
vk-no-programs = { $count ->
    [one] one file is
   *[other] { $count } files are
} left out: VK takes no programs. Pack them into an archive.
vk-shown-as-file = { $count ->
    [one] one attachment
   *[other] { $count } attachments
} will be shown as a file to download.
vk-shown-as-video = { $count ->
    [one] one attachment
   *[other] { $count } attachments
} will be shown as a video.

# VK: what was not on the wall after it had accepted a post.
vk-missing-text = the text
vk-missing-photo = a photo
vk-missing-video = a video
vk-missing-doc = a file
vk-missing-suggested = a place on the wall (the post waits among the suggested ones)
vk-missing-post = the post itself (it is no longer on the wall)

# VK: what to do about trouble.
vk-advice-login-community = VK no longer accepts the community’s key. Make a new one, then press “Replace: community’s key”.
vk-advice-login-user = VK no longer accepts the administrator’s token. Get a new one, then press “Replace: administrator’s token”.
vk-advice-other-address = VK tied this token to another internet address. Get one for this server, then press “Replace: administrator’s token”.
vk-advice-captcha = VK asks for a captcha. Press Open VK, solve it there, then press Check now. If VK shows none, wait ten minutes first.
vk-advice-confirm = VK wants you to confirm something. Press Open VK (or open it by yourself), confirm, then press Check now.
vk-advice-wrong-key = VK does not allow this with the key or token that I have. See below what they can do, and replace the one that falls short.
vk-advice-rights = A right is missing. Look on VK whether the administrator is still one and the key has its rights, then press Check now.
vk-advice-scope = The token lacks a right. Get one with wall, photos, video, docs and groups, then press “Replace: administrator’s token”.
vk-advice-two-factors = VK wants two-factor sign-in for administrators of this community. Turn it on in VK’s security settings, then press Check now.
vk-advice-community-gone = VK has blocked or removed this community. Look at it on VK; when it is back, press Check now.
vk-advice-flood = VK finds that this account does the same thing too often, so I wait a while.
vk-advice-day-limit = VK’s limit for today is used up; I go on tomorrow.
vk-advice-file = VK does not take this file. Another format may work.
vk-advice-picture = VK does not take a picture of this shape or size. A smaller or less narrow one works.
vk-advice-ads = VK counts this as one advertisement too many for today. Tomorrow it works again.
vk-advice-people = The post mentions too many people. Leave some out.
vk-advice-links = VK forbids links in this community’s posts right now. Take the links out.
vk-advice-donut = VK Donut is off in this community. Turn it on there.
vk-advice-album-full = The community’s photo album is full. Delete some photos on VK, then press Retry.
vk-advice-time-taken = Another post is scheduled for that minute. Choose another time.
vk-advice-host = VK named an upload server that I do not know. Whoever runs this bot can add it to VK_UPLOAD_HOSTS.
vk-advice-refused = VK cannot show this post as it is: the draft said why, beside ⛔.
vk-advice-key-missing = The community’s key is missing. Press “Add: community’s key”.
vk-advice-token-missing = Photos and videos need an administrator’s token. Press “Add: administrator’s token”.
vk-advice-not-community-key = This is not the key of a community. Make one under Manage → API usage → Access tokens.
vk-advice-not-editor = This token belongs to someone who is no editor or administrator of that community. Ask one of them for it.
vk-advice-other-community = This key belongs to another community. Send the key of the one that you are linking.
vk-advice-delete-needs-token = Only an administrator’s token can delete posts. Delete it on VK, or add the token in /accounts.

# VK: linking.
vk-link-community_key =
    To link a VK community:
    1. Open it on VK → Manage → API usage → Access tokens → Create token.
    2. Tick access to the community’s wall, files and photos, and confirm.
    3. Copy the key and send it to me here. I delete your message at once and keep the key encrypted.
vk-link-user_token =
    That is enough for text, links and files. For photos and videos, for deleting posts, and for checking whether a post arrived when VK’s answer got lost, I need a token of an administrator of this community:
    1. Get a user token with the rights wall, photos, video, docs, groups, stats and offline, from an app that has them. Apps made in the new VK ID cabinet get these rights only after asking VK’s support.
    2. Send the token to me here. I delete your message at once and keep it encrypted.
vk-link-cannot-look = Without that token I cannot check whether a post arrived when VK’s answer gets lost: then I will ask you to look.
vk-field-community_key = community’s key
vk-field-user_token = administrator’s token
vk-can-text = text
vk-can-link = links
vk-can-document = files
vk-can-photo = photos
vk-can-video = videos
vk-can-look = reading the wall
vk-can-delete = deleting posts
vk-can-stats = statistics

# VK: what is chosen for a community.
vk-option-album = 🗂 More than 10 attachments
vk-option-album-ask = What shall I do with more attachments than a post takes?
vk-option-album-several = several posts in a row
vk-option-album-first = only the first ones
vk-option-more = 🔗 Link to the original
vk-option-more-ask = What shall I do where VK gets less than all of a forwarded post?
vk-option-more-link = end with its address on Telegram
vk-option-more-none = no address

# VK: signing in with VK ID.
vk-button-consent = 🔗 Sign in with VK ID
vk-consent-ask = Press the button: VK ID opens and asks you to sign in. With that I can read this community’s wall, so that I can see by myself whether a post arrived when VK’s answer got lost. Posting stays with the community’s key: VK gives apps like this one no right to post or to upload photos, so for photos an administrator’s token is still needed. The button works once, for ten minutes.
vk-field-vkid_token = sign-in with VK ID
vk-addition-over = 👀 VK · { $title }: VK ID lets me in no more. Your posts go on as before. Only when VK’s answer to one gets lost, I cannot look by myself whether it arrived, and will ask you. Press Fix to sign in again.
vk-advice-no-app = Signing in with VK ID is not set up: whoever runs this bot sets VK_APP_ID.
vk-advice-app-refused = VK ID does not accept this bot’s app. Whoever runs the bot should look at VK_APP_ID, VK_ID_SCOPE and the addresses that the app names.
vk-advice-consent = VK ID did not take the answer: it was used before, or came too late. Begin again in /accounts.
vk-advice-login-vkid = VK ID no longer lets me in. Press “Sign in with VK ID” in /accounts.
vk-advice-key-first = VK ID does not tell which communities are yours. Link the community by its key first: /accounts → Link VK.
vk-advice-vkid-reads-nothing = VK does not show me this community’s wall by way of VK ID, so it would not help. Only an administrator’s token does.
vk-take-back = VK did not confirm that the sign-in has ended. You can remove this app on VK: Settings → Services and apps.
