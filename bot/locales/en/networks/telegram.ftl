# Telegram: what it does to a post.
telegram-empty = there is nothing in this post that Telegram could show. Write something or add a picture.
telegram-text-follows = { $messages ->
    [one] the text is too long for a caption: it follows in a message of its own.
   *[other] the text is too long for a caption: it follows in { $messages } messages.
}
telegram-text-split = the text is longer than one message: it goes out as { $messages } messages in a row.
telegram-albums = this does not fit into one album: it goes out as { $messages } messages in a row.
telegram-plain-emoji = custom emoji become ordinary ones: Telegram lets bots send no others.
telegram-plain-mentions = mentions of people without a @name become plain text.
telegram-file-too-heavy = a file is larger than { $limit_mb } MB, and Telegram takes no more from bots. Send a smaller one.

# Telegram: what to do about trouble.
telegram-not-a-channel = This is neither a channel nor a group. Choose one where you are an administrator.
telegram-not-member = The bot is not in this chat. Add it as an administrator who may post messages, then press Check now.
telegram-kicked = The bot was removed from this chat. Take it off the list of removed users, add it as an administrator, then press Check now.
telegram-blocked = This person has blocked the bot or deleted their account. Telegram lets me write to them again once they press Start.
telegram-no-right-to-post = The bot may not post here. Open the chat’s administrators, allow it to post messages, then press Check now.
telegram-person-not-admin = You are no administrator of this chat any more, so I publish nothing there for you. Ask its owner to make you one again, then press Check now.
telegram-person-may-not-post = As an administrator of this chat you lack the right to post, so I publish nothing there for you. Ask its owner for it, then press Check now.
telegram-chat-gone = Telegram does not know this chat any more: it was deleted, or the bot lost sight of it. Link it again in /accounts.
telegram-migrated = This group has become a supergroup and has a new number. Link it again in /accounts.
telegram-topic-closed = This topic is closed or gone. Open it again in the group, then press Check now.
telegram-token-refused = Telegram no longer accepts the bot’s token. Whoever runs this bot has to put a new one from @BotFather into TELEGRAM_TOKEN.
telegram-token-used-twice = Another program is using the same token. Whoever runs this bot has to stop one of the two.
telegram-server-too-old = The Bot API server does not know this method. Whoever runs this bot should update it.
telegram-file-too-big = Telegram takes no file of this size from bots. A smaller one works.
telegram-file-too-big-to-fetch = Telegram hands bots files up to 20 MB only. Send a smaller one, or ask whoever runs this bot for a Telegram server of its own.
telegram-file-gone = Telegram no longer finds this file.
telegram-file-refused = Telegram does not take this picture or file as it is. Another size or format may work.
telegram-local-file-unreadable = I cannot read the files of the Bot API server. Whoever runs this bot has to share its folder with me.
telegram-too-long = The text is too long for Telegram. Shorten it.
telegram-bad-formatting = Telegram does not understand the formatting of this text. Make it simpler.
telegram-too-old-to-delete = Telegram lets me delete posts of the last 48 hours only, unless I may delete messages. Allow that, or delete the post yourself.
telegram-message-gone = This message is no longer there, so there is nothing left to do.
telegram-refused = Telegram did not take this post as it is.

# Telegram: what a linked chat allows.
telegram-link-cannot-look = I cannot check there whether a post arrived when Telegram’s answer gets lost: then I will ask you to look.
telegram-can-post = posts
telegram-can-photo = photos
telegram-can-video = videos
telegram-can-document = files
telegram-can-edit = editing posts
telegram-can-delete = deleting posts
telegram-can-look = finding posts whose answer got lost

telegram-option-sound = 🔔 Sound
telegram-option-sound-ask = Shall subscribers hear a sound when a post arrives?
telegram-option-sound-on = with sound
telegram-option-sound-off = without sound
