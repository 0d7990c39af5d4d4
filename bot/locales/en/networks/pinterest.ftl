# Pinterest: what it does to a post.
pinterest-needs-picture = a pin needs a picture or a video. Add one: Pinterest takes no text alone.
pinterest-no-board = no board is chosen yet. Choose one in /accounts.
pinterest-no-writing = this token may only read. Make one that may write pins and boards, and replace it in /accounts.
pinterest-several-pins = this is too much for one pin: it becomes { $pins } pins, each with the same words.
pinterest-first-only = this is too much for one pin: only the first goes out, and { $left } of the attachments are left out, as you chose for this account.
pinterest-text-cut = the text is longer than the { $limit } characters of a pin’s description: its end is left out.
pinterest-section-elsewhere = the chosen section belongs to another board, so the pin goes to the board itself. Choose a section anew in /accounts.
pinterest-file-too-big = { $count ->
    [one] one attachment is
   *[other] { $count } attachments are
} left out: Telegram hands bots files up to { $limit_mb } MB only. Send a smaller one, or ask whoever runs this bot for a Telegram server of its own.
pinterest-left-out = { $count ->
    [one] one attachment is
   *[other] { $count } attachments are
} left out: Pinterest takes pictures and videos only.
pinterest-unfit = { $count ->
    [one] one attachment is
   *[other] { $count } attachments are
} left out for that reason.
pinterest-trial = for now only you will see the pin: Pinterest has given the app of this bot Trial access, not yet Standard.

# Pinterest: what to do about trouble.
pinterest-advice-login = Pinterest no longer lets me in. Press “Link again”, or make a new access token and press “Replace: access token”.
pinterest-advice-no-app = This bot has no Pinterest app yet. Whoever runs it has to set PINTEREST_APP_ID and PINTEREST_APP_SECRET.
pinterest-advice-consent = Pinterest did not take the answer: it was used before, or came too late. Begin again in /accounts. If that does not help, whoever runs this bot should look at PINTEREST_APP_ID and PINTEREST_APP_SECRET, and whether the app at Pinterest names this bot’s address.
pinterest-advice-consent-reading = You did not allow me to see your profile, boards and pins. Without that I cannot pin for you, so nothing was linked. Begin again in /accounts and allow everything that Pinterest lists.
pinterest-advice-consent-writing = You did not allow me to make pins on your boards. Without that I cannot pin for you, so nothing was linked. Begin again in /accounts and allow everything that Pinterest lists.
pinterest-advice-rights = Pinterest does not allow this with the token that I have. Make one with the rights user_accounts:read, boards:read, boards:write, pins:read and pins:write, then press “Replace: access token”.
pinterest-advice-not-yours = This board or pin belongs to somebody else. Choose another board in /accounts, then press Check now.
pinterest-advice-board-gone = The board is gone. Choose another one in /accounts, then press Check now.
pinterest-advice-section-gone = The board no longer has the chosen section. Choose another one in /accounts, then press Check now.
pinterest-advice-pin-gone = The pin is no longer there, so there is nothing left to do.
pinterest-advice-spam = Pinterest takes this for spam and has blocked pinning for a while. Open Pinterest, look for a message there, wait some hours, then press Check now.
pinterest-advice-other-account = This is another Pinterest account than the one that you are linking. Sign in to that one on Pinterest’s page, or send its token.
pinterest-advice-refused = Pinterest does not take this pin as it is. Look at its words below; another picture, text or link may work.
pinterest-advice-too-heavy = The pictures are too heavy for Pinterest. Send smaller or fewer ones.
pinterest-advice-video = Pinterest could not process this video. Another format or a shorter one may work.
pinterest-advice-video-late = Pinterest has been working on this video for an hour and is not done. Press Retry to upload it anew, or send another one.
pinterest-advice-not-shown = Pinterest cannot show this post as it is: the draft said why, beside ⛔.

# Pinterest: linking.
pinterest-link-access_token =
    To link a Pinterest account:
    1. Open developers.pinterest.com → My apps → your app (a new one starts with Trial access).
    2. Generate an access token with the rights user_accounts:read, boards:read, boards:write, pins:read and pins:write; for secret boards also those that end in _secret.
    3. Send the token to me here. I delete your message at once and keep the token encrypted.
    Pinterest ends such a token after a while; then I ask you for a new one.
pinterest-take-back = Pinterest lets no program give this permission back. You can remove it there: Settings → Security → Connected apps.
pinterest-link-cannot-look = This token may not read pins. When Pinterest’s answer gets lost, I cannot check whether a pin arrived: then I will ask you to look.
pinterest-field-access_token = access token
pinterest-can-text = text without a picture
pinterest-can-photo = pictures
pinterest-can-album = carousels
pinterest-can-video = videos
pinterest-can-look = finding pins whose answer got lost
pinterest-can-delete = deleting pins

pinterest-option-board = 📌 Board
pinterest-option-board-ask = Which board shall I pin to?
pinterest-option-board-nothing = This account has no board yet. Open pinterest.com, choose “Create” → “Board” in your profile, then come back here.
pinterest-option-section = 🗂 Section
pinterest-option-section-ask = Which section of the board? Only sections of the chosen board are shown.
pinterest-option-section-none = none
pinterest-option-section-nothing = The board has no section. Open it on pinterest.com and choose “Add section”, or leave this as it is.
pinterest-option-fit = 🖼 Other shapes
pinterest-option-fit-ask = What shall I do with pictures whose shape does not fit?
pinterest-option-fit-blur = blurred edges
pinterest-option-fit-pad = white edges
pinterest-option-fit-crop = cut off
pinterest-option-length = ✂️ Too long videos
pinterest-option-length-ask = A video is longer than Pinterest takes. What shall I do with such videos?
pinterest-option-length-whole = leave them out
pinterest-option-length-trim = cut the end off
pinterest-option-album = 🗂 More than one pin takes
pinterest-option-album-ask = What shall I do with more than one pin takes?
pinterest-option-album-several = several pins
pinterest-option-album-first = only the first pin
pinterest-option-more = 🔗 Link to the original
pinterest-option-more-ask = Shall pins lead to the forwarded post, where they lead nowhere else?
pinterest-option-more-link = yes, to its address on Telegram
pinterest-option-more-none = no
