# Linked accounts.
accounts-none = Nothing is linked yet. What shall we link?
accounts-some = Your accounts
account-gone = This account is not linked any more. Open /accounts.
account-works = It works.
account-proved = works, checked { $ago }
account-worked = It last worked { $ago }.
account-checked = checked { $ago }
account-days = { $days ->
    [-1] access has ended
    [0] access ends today
    [one] access for one more day
   *[other] access for { $days } more days
}
account-access-renews = { $days ->
    [-1] The access is being renewed by itself.
    [0] The access is renewed by itself today.
    [one] The access is good for one more day and is renewed by itself before.
   *[other] The access is good for { $days } more days and is renewed by itself before.
}
account-access-ends = { $days ->
    [-1] The access has ended. Link again with a button below.
    [0] The access ends today. Link again with a button below.
    [one] The access ends in one day. Link again before with a button below.
   *[other] The access ends in { $days } days. Link again before with a button below.
}
ago-just-now = just now
account-login-needed = paused: the access has expired or was withdrawn. Replace it with a button below, or press Check now if it should work again.
account-person-needed = paused: the network wants you to confirm something there. Do that, then press Check now.
account-access-denied = paused: the right to publish is missing. Check now says what to do; do it, then check again.
account-needs-you = paused, needs you: press it below.
account-can = Can do: { $what }
account-cannot = Cannot do: { $what }
account-waiting = { $count ->
    [one] One post is waiting to go there.
   *[other] { $count } posts are waiting to go there.
}
account-backlog = Posts waited here during the pause. Shall they go?
backlog-all = “{ $title }”: { $sent ->
    [0] nothing is left to send.
    [one] sending the post.
   *[other] sending { $sent } posts, one by one.
}
backlog-newest = “{ $title }”: { $sent ->
    [0] nothing is left to send.
   *[other] sending the newest; dropped: { $dropped }.
}
backlog-none = “{ $title }”: dropped: { $dropped }.
backlog-over = That question is settled already. Nothing was changed.
account-default-on = New posts go here unless you switch it off on the card.
account-default-off = New posts do not go here unless you switch it on on the card.
account-unlink-ask = Unlink “{ $title }”? What is published stays. { $count ->
    [0] Nothing is waiting for it.
    [one] One post that waits for it will be cancelled.
   *[other] { $count } posts that wait for it will be cancelled.
}
account-unlinked = “{ $title }” is unlinked. I kept no key to it.

button-link-to = ➕ { $network }
button-prove = 🔄 Check now
button-default-on = Include in new posts
button-default-off = Leave out of new posts
button-secret-add = 🔑 Add: { $what }
button-secret-replace = 🔑 Replace: { $what }
button-unlink = Unlink…
button-unlink-yes = Yes, unlink
button-keep = No, keep it
button-back = ← All accounts
button-solve = Open { $network }
button-skip = Skip for now
button-stop = Stop
button-pick-channel = 📢 Choose a channel
button-pick-group = 👥 Choose a group

link-chat-ask = Press a button below and choose your channel or group: Telegram then makes me an administrator who may post. Or make me one yourself and forward me any post from the channel. You must be an administrator there too.
link-chat-not-a-channel = This was not forwarded from a channel. Forward a post from the channel itself, or press a button below.
link-chat-not-admin = You are not an administrator there. Only administrators may link a channel or group: ask its owner to make you one, then try again.
link-chat-may-not-post = You are an administrator there, but without the right to post. Ask the owner for it, then try again.
link-chat-bot-missing = I am not in this chat, so I cannot look into it. Open its list of administrators, add me with the right to post messages, then choose it here once more.
link-chat-bot-may-not-post = I am there, but I may not post. Open its list of administrators, allow me to post messages, then choose it here once more.
linked = ✅ Linked: { $name }
linked-again = ✅ Linked again: { $name }
linked-stronger = ✅ { $name }: { $what } saved.
linked-next = Forward me a post or write one, and it can go there. More accounts: /accounts
secret-expected = I am waiting for the { $what }, and this does not look like it. Send just that, or press /cancel.
secret-once-more = Nothing is saved. Send another one, or press /cancel.
secret-optional = You can also skip this and add it later in /accounts.
secret-unasked-stays = That looked like an access key, so I kept nothing of it. To link an account, open /accounts and choose a network first.
secret-unasked = That looked like an access key, so I deleted your message and kept nothing. To link an account, open /accounts and choose a network first.
secret-delete-yourself = I could not delete your message with the key. Please delete it yourself.

wait-a-little = The network asks us to wait a little ({ $code }). Try again in a minute.
try-again-later = That did not work this time ({ $code }). Try again in a minute.
refused-access = The network does not let us in ({ $code }). Check the rights and try again.

option-kept = “{ $title }”: { $what }
option-not-chosen = not chosen yet
button-to-account = ← To the account
