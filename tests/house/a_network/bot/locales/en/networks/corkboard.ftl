# Corkboard: what it does to a post.
corkboard-empty = there is nothing in this post that a corkboard could show. Write something or add a photo.
corkboard-too-long = the text is { $over } characters too long for a note. Shorten it.
corkboard-left-out = { $count ->
    [one] one attachment is
   *[other] { $count } attachments are
} left out: a note takes four photos and nothing else.

# Corkboard: what to do about trouble.
corkboard-bad-key = Corkboard does not know this key. Take it from the board’s settings and link the board again in /accounts.
corkboard-read-only = This board takes no notes now. Open it for writing in its settings, then press Check now.
corkboard-other-board = This key opens another board. Send the key of the one that you are linking.
corkboard-bad-picture = Corkboard does not take this picture. Send a smaller one or another format.

# Corkboard: linking.
corkboard-link-board_key = To link a board:
    1. Open it on Corkboard → Settings → Keys → New key.
    2. Send the key to me here. I delete your message at once and keep the key encrypted.
corkboard-field-board_key = board’s key
corkboard-can-text = text
corkboard-can-photo = photos
corkboard-can-look = checking whether a note arrived when Corkboard’s answer got lost
corkboard-can-delete = deleting notes
