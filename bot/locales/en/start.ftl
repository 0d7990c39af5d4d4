# The first words, settings, help.
start-hello = Hi, { $name }! Forward me a post or write one, and I publish it in all your channels and communities: once in each, while you watch.
start-again = Good to see you, { $name }. Forward a post or write one here. Everything else is in /help.
start-next = Now link your first channel or community in /accounts, then forward or write a post here.
zone-ask = What time is it where you are? Press it below, or type your city or the time, such as 14:30.
zone-once = One answer is enough.
zone-now = So far you have chosen { $city }: it is { $time } there.
zone-kept = Noted: { $city }, it is { $time } there.
zone-unknown = I do not know that place. Type a bigger city nearby or the time that it is now, such as 14:30. If it was a post, press the button below and send it once more.
zone-skip = Skip (use UTC)
help =
    Forward a post to me, or write one: text, photos, albums, videos, files. I show it as a card. Choose where it goes and press Publish. The same card then shows how it goes everywhere.

    /accounts – link, check or unlink channels and communities
    /history – what you published
    /timezone – change your time zone
    /language – Русский or English
    /cancel – stop what we are in the middle of
language-ask = Which language shall I speak?
language-set = I speak English with you now.
cancel-done = Stopped. Nothing was changed. Forward or write a post, or open /help.
cancel-nothing = There is nothing to stop. Forward or write a post, or open /help.
command-unknown = I do not know this command. Everything that I can do is in /help.
button-accounts = Accounts
button-history = History
button-zone = 🕒 Time zone
button-unknown = I do not know this button any more. Nothing was changed.
button-outdated = This button was out of date; look at the card as it is now. Nothing was changed.
button-gone = This post is not here any more. Nothing was changed.
