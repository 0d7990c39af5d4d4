# The card of a post.
card-draft = Draft
card-dropped = Dropped. Nothing was published.
card-live = { $count ->
    [one] Published
    [2] Published in both places
   *[other] Published in all { $count } places
}
card-needs-you = { $count ->
    [one] Something needs you
   *[other] { $count } places need you
}
card-ended = Finished: live in { $live } of { $count }
card-on-its-way = On its way: live in { $live } of { $count }
card-no-accounts = There is nowhere to publish yet. Link a channel or a community, and this draft will offer it.
card-choose = Choose where it goes, then press Publish.
card-target-paused = this account is paused, so the post will wait for it. See /accounts.
card-and-more = …and more. Open /history for the rest.
and-more = { $count } more

media-photo = { $count ->
    [one] { $count } photo
   *[other] { $count } photos
}
media-video = { $count ->
    [one] { $count } video
   *[other] { $count } videos
}
media-animation = { $count ->
    [one] { $count } GIF
   *[other] { $count } GIFs
}
media-document = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
media-audio = { $count ->
    [one] { $count } audio track
   *[other] { $count } audio tracks
}
media-voice = { $count ->
    [one] { $count } voice message
   *[other] { $count } voice messages
}
media-video_note = { $count ->
    [one] { $count } video message
   *[other] { $count } video messages
}

delivery-queued = queued
delivery-waiting = { $when ->
    [later] waiting until { $time }
   *[soon] waiting, less than a minute to go
}
delivery-publishing = publishing…
delivery-uploading = getting ready: { $percent } %
delivery-stopping = stopping…
delivery-processing = uploaded, the network is still working on it. Then it goes out by itself.
delivery-retrying = { $when ->
    [now] did not get through, trying again now.
    [soon] did not get through, trying again within a minute.
   *[later] did not get through, trying again at { $time }.
}
delivery-limited = { $when ->
    [later] the network asks us to wait until { $time }. Then it goes out by itself.
   *[soon] the network asks us to wait a moment. Then it goes out by itself.
}
delivery-budget = { $when ->
    [later] the network takes only { $count } posts a day: goes out by itself at { $time }.
   *[soon] the network takes only { $count } posts a day: goes out by itself in a moment.
}
delivery-silent = { $when ->
    [later] the network does not answer, next try at { $time }.
   *[soon] the network does not answer, next try within a minute.
}
delivery-unconfirmed = no clear answer came back; checking whether it arrived. This may take a few minutes.
delivery-unclear = we cannot tell whether it arrived. Please look there and press what you see.
delivery-late = its time ({ $time }) has passed. Send it anyway?
delivery-backlog = the account was paused when its time ({ $time }) came. Send it now?
delivery-live = live
delivery-confirmed = live, as you confirmed
delivery-missing = live, but without: { $what }
delivery-recalling = being taken back…
delivery-not-recalled = still live: it could not be taken back.
delivery-failed = did not work after several tries.
delivery-failed-advice = Press Retry to try once more.
delivery-broke = something on our side broke at it several times; we stopped.
delivery-rejected = refused.
delivery-rejected-advice = Send me a changed post and choose only this place.
delivery-cancelled-by-person = cancelled
delivery-cancelled-late = dropped: its time had passed
delivery-cancelled-backlog = dropped: it had waited for the account, and you chose not to send it
delivery-cancelled-left-unclear = left as it is; it may or may not be there
delivery-cancelled-unlinked = cancelled: the account was unlinked
delivery-cancelled-copy-left = cancelled; what was uploaded for it could not be deleted, and only you see it there: delete it yourself
delivery-skipped = skipped
delivery-recalled = taken back
delivery-recalled-copy-left = taken back, but for the part that you found there yourself: delete that one yourself
delivery-parts = { $done } of { $count } parts are live;

trouble-login-needed = waiting: the access has expired. Press Fix.
trouble-person-needed = waiting: the network wants you to confirm something. Press Fix.
trouble-access-denied = waiting: a right is missing. Press Fix.

button-publish = { $count ->
    [one] 🚀 Publish
   *[other] 🚀 Publish in { $count } places
}
button-publish-off = Publish (nothing is chosen)
button-fix = { $what ->
    [fit] 🖼 Fit
    [length] ✂️ Length
    [album] 🗂 Album
    [more] 🔗 Link
   *[other] 🔧 Choose
}: { $where }
button-drop = Drop
button-link = ➕ Link an account
button-open = ↗ Open
button-recall = Take back
button-cancel = Cancel
button-retry = 🔁 Retry
button-account = 🔧 Fix
button-there = ✅ It is there
button-again = 🔁 Send again
button-leave = Leave it
button-now = 🚀 Send now
button-droplate = Drop it

network-is-off = this network is switched off on this server.
disk-full = this server's disk is full; I try again until there is room.
