# YouTube: what it does to a post.
youtube-needs-video = only videos can go there. Add one to the post.
youtube-no-uploads = this account may not upload. Link it again in /accounts.
youtube-only-videos = { $count ->
    [one] one attachment is
   *[other] { $count } attachments are
} left out: YouTube takes videos only.
youtube-cover = the picture becomes the video’s thumbnail.
youtube-several = it becomes { $videos } videos, one after the other, with numbers in their titles.
youtube-first-only = only the first video goes out, { $left } more are left out, as you chose for this channel.
youtube-file-too-big = a video is too big: Telegram hands bots files up to { $limit_mb } MB only. Send a smaller one, or ask whoever runs this bot for a Telegram server of its own.
youtube-short = upright and no longer than 3 minutes, it becomes a Short.
youtube-long = it is longer than 15 minutes: YouTube takes it only from channels that confirmed a telephone number (youtube.com/verify).
youtube-will-be-unlisted = only people with the link will see it, as you chose for this channel.
youtube-will-be-private = only you will see it, as you chose for this channel.

# YouTube: what became of a video that it had taken.
youtube-missing-video = the video itself (it is no longer on YouTube)
youtube-missing-privacy = the visibility that you chose (YouTube shows it to fewer people; look into YouTube Studio)
youtube-missing-cover = the picture in front of it (YouTube did not take it: youtube.com/verify must know the channel’s telephone number; you can set it in YouTube Studio)
youtube-missing-failed = a video to watch (YouTube could not process it)
youtube-missing-conversion = a video to watch (YouTube could not convert it; another format may work)
youtube-missing-invalid-file = a video to watch (YouTube finds no video in the file)
youtube-missing-empty-file = a video to watch (YouTube finds the file empty)
youtube-missing-too-small = a video to watch (YouTube finds the file too small)
youtube-missing-codec = a video to watch (YouTube does not know its codec; H.264 in MP4 works)
youtube-missing-rejected = a video to watch (YouTube has rejected it; YouTube Studio says why)
youtube-missing-copyright = a video to watch (YouTube has rejected it: somebody else holds the rights)
youtube-missing-claim = a video to watch (YouTube has rejected it: somebody else claims it)
youtube-missing-trademark = a video to watch (YouTube has rejected it for a trademark)
youtube-missing-legal = a video to watch (YouTube has rejected it for legal reasons)
youtube-missing-duplicate = a video to watch (YouTube has rejected it: the same file is on the channel already)
youtube-missing-length = a video to watch (YouTube has rejected it: longer than 15 minutes, and the channel has confirmed no telephone number at youtube.com/verify)
youtube-missing-inappropriate = a video to watch (YouTube has rejected it as inappropriate)
youtube-missing-terms = a video to watch (YouTube has rejected it: against its terms of use)
youtube-missing-suspended = a video to watch (YouTube has suspended the account)
youtube-missing-closed = a video to watch (the YouTube account is closed)

# YouTube: what to do about trouble.
youtube-advice-login = Google no longer accepts the refresh token: access was taken back, or the token is too old. Press “Link again”.
youtube-advice-consent = Google did not take the answer: it was used before, or came too late. Begin again in /accounts. If that does not help, whoever runs this bot should look at YOUTUBE_CLIENT_ID and YOUTUBE_CLIENT_SECRET, and whether the client at Google names this bot’s redirect address.
youtube-advice-consent-scopes = You did not allow me to manage your YouTube account. Without that I can neither upload a video nor make it public, so nothing was linked. Begin again in /accounts and leave the box ticked.
youtube-advice-consent-again = Google let me in for an hour only. Open myaccount.google.com/connections, remove this bot’s app there, then begin again in /accounts.
youtube-advice-scopes = The refresh token allows too little. Get one with the right “Manage your YouTube account” (scope youtube), then press “Replace: refresh token”.
youtube-advice-rights = YouTube does not allow this on the channel. Look whether you are still its owner or manager, then press Check now.
youtube-advice-signup = This Google account has no YouTube channel. Open youtube.com, sign in, choose “Create a channel”, then press Check now or send the token again.
youtube-advice-closed = YouTube has closed or suspended this account. Look at youtube.com for a message, then press Check now.
youtube-advice-no-client = This bot has no Google project yet. Whoever runs it has to set YOUTUBE_CLIENT_ID and YOUTUBE_CLIENT_SECRET.
youtube-advice-project = Google does not accept this bot’s project. Whoever runs it should look at YOUTUBE_CLIENT_ID and YOUTUBE_CLIENT_SECRET, and whether “YouTube Data API v3” is switched on there.
youtube-advice-other-channel = This is another channel than the one that you are linking. Choose that one on Google’s page, or send its refresh token.
youtube-advice-quota = What Google lets this bot do on YouTube in a day is used up. I go on after midnight in California.
youtube-advice-upload-limit = YouTube lets this channel upload nothing more for now. I try again in a day.
youtube-advice-text = YouTube does not take this title, text or these hashtags. Change the text.
youtube-advice-file = YouTube does not take this file. MP4 with H.264 and AAC works.
youtube-advice-video-gone = The video is no longer on YouTube. Press Retry in an hour to upload it anew.
youtube-advice-unusable = YouTube has the video but cannot show it: YouTube Studio says why. Delete it there, then send another file.
youtube-advice-several = An upload was interrupted, and several private videos of this title are on the channel. Look into YouTube Studio, make the right one public and delete the others.
youtube-advice-host = YouTube named an upload server that I do not know, so I sent nothing. Whoever runs this bot should update it.
youtube-advice-refused = YouTube cannot show this post as it is: the draft said why, beside ⛔.

# YouTube: linking.
youtube-link-refresh_token =
    To link a YouTube channel:
    1. Open developers.google.com/oauthplayground → ⚙ → Use your own OAuth credentials, and enter this bot’s client (whoever runs the bot has it).
    2. Under YouTube Data API v3 choose https://www.googleapis.com/auth/youtube, press Authorize and choose your channel.
    3. Press Exchange authorization code for tokens, copy the refresh token and send it to me here. I delete your message at once and keep the token encrypted.
youtube-take-back = Google did not take this permission back from me. You can do it yourself: myaccount.google.com/connections → this bot’s app → Delete all connections.
youtube-take-back-later = Google takes back all that you have allowed at once, so this permission stays until you unlink your last channel here.
youtube-link-cannot-look = I cannot look at this channel. When YouTube’s answer gets lost, I will ask you to look.
youtube-field-refresh_token = refresh token
youtube-can-video = videos
youtube-can-long = videos longer than 15 minutes
youtube-can-look = finding videos whose answer got lost
youtube-can-delete = deleting videos
youtube-can-text = text alone
youtube-can-photo = photos

# YouTube: what is chosen for a channel.
youtube-option-privacy = 👁 Who sees videos
youtube-option-privacy-ask = Who shall see the videos?
youtube-option-privacy-public = everybody
youtube-option-privacy-unlisted = people with the link
youtube-option-privacy-private = only me
youtube-option-kids = 🧸 Made for kids
youtube-option-kids-ask = Are the videos made for children? The law wants YouTube to know.
youtube-option-kids-no = no
youtube-option-kids-yes = yes
youtube-option-category = 🗂 Category
youtube-option-category-ask = Which category do the videos belong to?
youtube-option-category-people = People & blogs
youtube-option-category-howto = How-to & style
youtube-option-category-education = Education
youtube-option-category-entertainment = Entertainment
youtube-option-category-comedy = Comedy
youtube-option-category-music = Music
youtube-option-category-gaming = Gaming
youtube-option-category-news = News & politics
youtube-option-category-science = Science & technology
youtube-option-category-sports = Sports
youtube-option-category-travel = Travel & events
youtube-option-category-autos = Cars & vehicles
youtube-option-category-pets = Pets & animals
youtube-option-category-film = Film & animation
youtube-option-category-activism = Nonprofits & activism
youtube-option-album = 🗂 Several videos
youtube-option-album-ask = What shall I do with several videos in one post?
youtube-option-album-several = all of them
youtube-option-album-first = only the first
youtube-option-more = 🔗 Link to the original
youtube-option-more-ask = What shall I do where YouTube gets less than all of a forwarded post?
youtube-option-more-link = end with its address on Telegram
youtube-option-more-none = no address
