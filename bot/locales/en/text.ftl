# What becomes of a text on networks that show plain text only.
text-title = the title is “{ $title }”.
text-cut = the text is too long: { $characters ->
    [one] its last character is
   *[other] its last { $characters } characters are
} left out.
text-spoilers-open = hidden text and pictures will be open for everyone.
text-formatting-plain = bold, italics and code become plain text.
text-names-as-addresses = people’s @names become t.me addresses.
text-links-not-clickable = links are shown, but nobody can tap them.
text-hashtags-dropped = only { $limit } hashtags are possible: { $count ->
    [one] one more becomes an ordinary word
   *[other] { $count } more become ordinary words
}.
text-mentions-dropped = only { $limit } people can be mentioned: { $count ->
    [one] one more name becomes an ordinary word
   *[other] { $count } more names become ordinary words
}.
text-tags-dropped = { $count ->
    [one] one hashtag does
   *[other] { $count } hashtags do
} not fit among the tags and { $count ->
    [one] stays
   *[other] stay
} in the text only.
text-more-link = less than the original fits here: it points to the whole post on Telegram.
text-more-none = less than the original fits here, and it does not say where the whole post is, as you chose.
