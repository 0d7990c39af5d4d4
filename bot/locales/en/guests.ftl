# A private bot: invitations, the people who may use it, and a word to strangers.
guest-refused = Hello! This bot is private, so please ask whoever runs it for an invitation; your number in Telegram is { $number }.
guest-late = This invitation has been used or has run out, so please ask whoever sent it for a new one.
guest-invitation =
    This link lets in one person, the first who opens it, until { $time }. Send it to them alone:

    { $address }

    Who is in, and what of this is still open: /people
guest-people = Who may use this bot
guest-right-admin = administrator, named in the settings
guest-right-named = named in the settings
guest-right-guest = invited, came { $ago }
guest-right-none = may not write to me any more, but is still linked
guest-accounts = { $count ->
    [one] one account
   *[other] { $count } accounts
}
guest-more = …and { $count } more.
guest-dismiss-ask = Shall { $who } leave? I stop listening to them at once. { $accounts ->
    [0] They have no accounts here.
    [one] Their account is unlinked, and what waits for it is cancelled.
   *[other] Their { $accounts } accounts are unlinked, and what waits for them is cancelled.
} What is published stays. I tell them.
guest-dismissed = Done. Accounts unlinked: { $accounts }. Posts cancelled: { $posts }.
guest-gone = Whoever runs this bot has ended your access to it. { $accounts ->
    [0] You had linked nothing.
    [one] I unlinked your account and kept no key to it.
   *[other] I unlinked your { $accounts } accounts and kept no key to them.
} { $posts ->
    [0] No post was waiting.
    [one] One post that waited was cancelled.
   *[other] { $posts } posts that waited were cancelled.
} What is published stays.
guest-help =
    For administrators:
    /invite – make a link that lets one person in
    /people – who may use this bot, and ending that
button-dismiss = ✖ { $who }
button-dismiss-yes = Yes, let them go
button-dismiss-no = No, keep them
button-invitations-off = Call off open invitations: { $count }
