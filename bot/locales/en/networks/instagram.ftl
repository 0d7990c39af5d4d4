# Instagram: what it does to a post.
instagram-no-address = Instagram fetches pictures and videos from this bot, and the bot has no https address. Whoever runs it has to set PUBLIC_URL.
instagram-no-posting = this token may not publish. Make one with the permission to publish content and replace it in /accounts.
instagram-needs-media = Instagram takes no text alone. Add a picture or a video.
instagram-left-out = { $count ->
    [one] one attachment is
   *[other] { $count } attachments are
} left out: Instagram takes pictures and videos only.
instagram-file-too-big = { $count ->
    [one] one attachment is
   *[other] { $count } attachments are
} left out: Telegram hands bots files up to { $limit_mb } MB only. Send a smaller one, or ask whoever runs this bot for a Telegram server of its own.
instagram-rest-as-comment = the text is too long for a caption: the rest becomes the first comment.
instagram-several-posts = more than 10 pictures: they go out as { $posts } posts in a row, the text in the first.
instagram-one-shape = all pictures get the shape of the first: Instagram would cut them to it.
instagram-as-reel = the video goes out as a reel.

# Instagram: what to do about trouble.
instagram-advice-login = Instagram no longer accepts the token: it is older than 60 days, or the app was removed. Make a new one, then press “Replace: access token”.
instagram-advice-token-missing = The access token is missing. Press “Add: access token”.
instagram-advice-personal = This is a personal account; Instagram lets programs publish on professional ones only. In the Instagram app: Settings → Account type and tools → Switch to professional account. It is free. Then make a new token and send it.
instagram-advice-other-account = This token belongs to another account. Send the token of the one that you are linking.
instagram-advice-rights = The token lacks a permission. Make one that may publish content, then press “Replace: access token”.
instagram-advice-restricted = Instagram has restricted this account. Open the Instagram app, do what it asks for, then press Check now.
instagram-advice-suspected = Instagram takes this for spam and holds the account back. Open the Instagram app, see what it says, publish nothing for some hours, then press Check now.
instagram-advice-busy = Instagram has had too many requests, so I wait a while.
instagram-advice-day-limit = Instagram’s limit of posts in 24 hours is used up. I go on when it lets me.
instagram-advice-picture = Instagram does not take this picture. Save it as JPEG and send that.
instagram-advice-video = Instagram does not take this video. Save it as MP4 with H.264 and AAC, 3 seconds to 15 minutes long, and send that.
instagram-advice-caption = Instagram does not take this caption: it is too long, or has too many hashtags or names. Leave some out.
instagram-advice-carousel = Instagram does not take these pictures as one post. Send fewer.
instagram-advice-not-fetched = Instagram could not fetch the picture or video from this bot. Whoever runs it has to make PUBLIC_URL reachable from the internet, with a valid certificate.
instagram-advice-not-processed = Instagram tried several times and could not process the picture or video. Another file, or another hour, may work.
instagram-advice-no-post = There is no post that the comment could go below.
instagram-advice-delete-by-hand = Instagram lets no program delete posts. Open it in the Instagram app and delete it there.

# Instagram: linking.
instagram-link-access_token =
    To link an Instagram account, it has to be a professional one (Settings → Account type and tools → Switch to professional account; it is free). Then get a token for it:
    1. Open developers.facebook.com/apps → Create app → “Manage messaging & content on Instagram”.
    2. In the app: Instagram → API setup with Instagram login → Generate access tokens → Add account, and sign in with your Instagram account.
    3. Press Generate token, copy it and send it to me here. I delete your message at once and keep the token encrypted.
    It works for 60 days. Then Instagram wants a new one, and I tell you.
instagram-link-cannot-look = I cannot read the posts of this account, so I cannot check whether a post arrived when Instagram’s answer gets lost: then I will ask you to look.
instagram-field-access_token = access token
instagram-can-text = text without a picture
instagram-can-photo = photos
instagram-can-video = videos
instagram-can-album = carousels
instagram-can-comment = long texts, the rest as a comment
instagram-can-look = finding posts whose answer got lost
instagram-can-delete = deleting posts

instagram-option-fit = 🖼 Other shapes
instagram-option-fit-ask = Instagram takes no very tall or wide pictures. What shall I do with them?
instagram-option-fit-blur = blurred edges
instagram-option-fit-pad = white edges
instagram-option-fit-crop = cut them
