# Instagram: what it does to a post.
instagram-no-address = pictures and videos are fetched from this bot, which has no https address for that. Whoever runs it has to set PUBLIC_URL.
instagram-no-posting = this token may not publish. Make one with the permission to publish content and replace it in /accounts.
instagram-needs-media = no text goes there alone. Add a picture or a video.
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
instagram-first-only = more than { $count } pictures: only the first { $count } go out, { $left } are left out, as you chose for this account.
instagram-one-shape = all pictures get the shape of the first: Instagram would cut them to it.
instagram-as-reel = the video goes out as a reel.

# Instagram: what to do about trouble.
instagram-advice-login = Instagram no longer accepts the token: it is older than 60 days, or the app was removed. Press “Link again”, or make a new one and press “Replace: access token”.
instagram-advice-no-app = This bot has no Instagram app yet. Whoever runs it has to set INSTAGRAM_APP_ID and INSTAGRAM_APP_SECRET.
instagram-advice-consent = Instagram did not take the answer: it was used before, or came too late. Begin again in /accounts. If that does not help, whoever runs this bot should look at INSTAGRAM_APP_ID and INSTAGRAM_APP_SECRET, and whether the app at Meta names this bot’s redirect address.
instagram-advice-consent-basic = You did not allow me to see your profile and posts. Without that I cannot publish for you, so nothing was linked. Begin again in /accounts and leave everything allowed.
instagram-advice-consent-publish = You did not allow me to publish posts. Without that I cannot help you, so nothing was linked. Begin again in /accounts and leave “publish” allowed.
instagram-advice-token-missing = The access token is missing. Press “Add: access token”.
instagram-advice-personal = This is a personal account; Instagram lets programs publish on professional ones only. In the Instagram app: Settings → Account type and tools → Switch to professional account. It is free. Then make a new token and send it.
instagram-advice-other-account = This is another account than the one that you are linking. Sign in to that one, or send what belongs to it.
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

# Instagram: what to do about trouble with a session.
instagram-private-advice-off = Personal accounts cannot be used here any more: whoever runs this bot has switched them off (INSTAGRAM_PRIVATE).
instagram-private-advice-cookie = This is not the sessionid cookie: it begins with a long number and %3A. Copy its whole value.
instagram-private-advice-login = Instagram has ended the session: you logged out, or changed the password. Log in at instagram.com, copy the new sessionid cookie, then press “Replace: session cookie”.
instagram-private-advice-challenge = Instagram wants to see that it is you. Open the Instagram app, do what it asks for, wait an hour, then press Check now. Do not log out.
instagram-private-advice-suspended = Instagram has suspended this account. Open the Instagram app to see why and to appeal; I publish nothing meanwhile.
instagram-private-advice-feedback = Instagram has noticed that a program is at work and stops this account. I publish nothing for a day. Publish less often, or link a professional account the official way.
instagram-private-advice-wait = Instagram has had enough of this account for now. I wait for some hours.
instagram-private-advice-blocked = Instagram distrusts the address that this bot calls from. I wait for a day; whoever runs the bot should give it another one (INSTAGRAM_PRIVATE_PROXY).
instagram-private-advice-address = Instagram has blocked the address that this bot calls from. Whoever runs the bot has to give it another one (INSTAGRAM_PRIVATE_PROXY).
instagram-private-advice-upgrade = Instagram takes nothing from this version of the bot any more. Whoever runs it has to update it; then link the account again.
instagram-private-advice-forbidden = Instagram does not let this account do that. Open the Instagram app and see what it says.
instagram-private-advice-media = Instagram does not take this picture or video. Save it anew, as JPEG or MP4, and send that.
instagram-private-advice-password = Instagram says that this password is wrong. It says so too when it distrusts a new device: if you are sure, open the Instagram app, look whether it asks something, and use the session cookie instead.
instagram-private-advice-name = Instagram knows nobody by this name, or has blocked the address that this bot calls from. Type the name that stands in your profile, without @.
instagram-private-advice-code = Instagram did not take this code. Type the newest one.
instagram-private-advice-unclear = Instagram neither let me in nor said why. Open the Instagram app and see whether it asks something; then use the session cookie instead. Trying again and again makes it worse.

# Instagram: linking.
instagram-link-access_token =
    To link an Instagram account, it has to be a professional one (Settings → Account type and tools → Switch to professional account; it is free). Then get a token for it:
    1. Open developers.facebook.com/apps → Create app → “Manage messaging & content on Instagram”.
    2. In the app: Instagram → API setup with Instagram login → Generate access tokens → Add account, and sign in with your Instagram account.
    3. Press Generate token, copy it and send it to me here. I delete your message at once and keep the token encrypted.
    It works for 60 days. Then Instagram wants a new one, and I tell you.
instagram-take-back = Instagram lets no program give this permission back. You can remove it there: Settings → Website permissions → Apps and websites.
instagram-take-back-session = The session that I used may still be open. To end it, log out in the browser that you copied it from, or there: Instagram → Settings → Accounts Center → Password and security → Where you’re logged in.
instagram-link-cannot-look = I cannot read the posts of this account, so I cannot check whether a post arrived when Instagram’s answer gets lost: then I will ask you to look.
instagram-way-session = ⚠️ My account is a personal one
instagram-link-session =
    ⚠️ Read this first. Instagram offers no way for programs to publish on personal accounts, and its terms forbid it. I can do it all the same, by acting as its app with your session. Instagram may notice: it may ask you to prove who you are, hold your posts back for days, or block the account for good. Nobody can give it back to you then. If you depend on this account, make it a professional one (it is free) and link it the official way.
    What I do to be careful: at most 10 posts a day, minutes apart, always the same device, and I stop for hours when Instagram complains.
    If you want it nevertheless, the simple way is the cookie of your browser (signing in by name and password is the other one):
    1. On a computer, open instagram.com and log in.
    2. Press F12, then Application (in Firefox: Storage) → Cookies → https://www.instagram.com → sessionid.
    3. Copy its value and send it to me here. I delete your message at once and keep the session encrypted. Do not log out there: that ends the session for me, too.
instagram-field-access_token = access token
instagram-field-session = session cookie
instagram-can-text = text without a picture
instagram-can-photo = photos
instagram-can-video = videos
instagram-can-album = carousels
instagram-can-comment = long texts, the rest as a comment
instagram-can-look = finding posts whose answer got lost
instagram-can-delete = deleting posts
instagram-can-private = all of it unofficially, through a session

instagram-option-fit = 🖼 Other shapes
instagram-option-fit-ask = Instagram takes no very tall or wide pictures. What shall I do with them?
instagram-option-fit-blur = blurred edges
instagram-option-fit-pad = white edges
instagram-option-fit-crop = cut them
instagram-option-length = ✂️ Too long videos
instagram-option-length-ask = A video is longer than Instagram takes. What shall I do with such videos?
instagram-option-length-whole = leave them out
instagram-option-length-trim = cut the end off
instagram-option-album = 🗂 More than 10 pictures
instagram-option-album-ask = What shall I do with more pictures than a post takes?
instagram-option-album-several = several posts in a row
instagram-option-album-first = only the first ones
instagram-option-more = 🔗 Link to the original
instagram-option-more-ask = What shall I do where Instagram gets less than all of a forwarded post?
instagram-option-more-link = end with its address on Telegram
instagram-option-more-none = no address
