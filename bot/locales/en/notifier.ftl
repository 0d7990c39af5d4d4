question-unclear = ❓ { $network } · { $title } did not answer clearly, and I cannot see for myself whether your post arrived. Please look there and press what you see. Until then I send nothing.
question-late = 🕒 { $network } · { $title }: your post should have gone out at { $time }, and I could not send it then. Shall it still go?
question-backlog = ▶️ { $network } · { $title } works again. { $count ->
    [one] A post has
   *[other] { $count } posts have
} been waiting there since { $time }. Shall I send them all, one after the other, or only the newest?
button-sendall = 📤 Send all, one by one
button-sendnewest = 🆕 Only the newest
button-sendnone = 🗑 None of them
alert-login-needed = 🔑 { $network } · { $title } no longer accepts my access ({ $code }). Posts wait there. Press Fix to renew it.
alert-person-needed = 🙋 { $network } · { $title } wants to see a human ({ $code }). Posts wait there. Press Fix to settle it.
alert-access-denied = ⛔ { $network } · { $title } does not let me publish ({ $code }). Posts wait there. Press Fix to settle it.
alert-ends = ⏳ { $network } · { $title }: my access ends at { $time }, and only you can renew it. Press Fix, and no post will have to wait.
alert-open = Open { $network }
