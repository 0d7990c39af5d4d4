# Signing in by name and password: the chat.
button-sign-in-instead = 🔐 Sign in by name and password instead
button-sign-in-page = 🔐 Open the page
sign-in-ask = Press the button: a page opens where you type your { $network } name and password. I hand them to { $network } once; the password is not kept anywhere. Never type it here in the chat. The page works once, for ten minutes; then I ask you here whether I found the right account.
sign-in-off = This network lets nobody in by name and password here.
sign-in-needs-address = Signing in by name and password needs a page with an https address, and whoever runs this bot has set none (PUBLIC_URL). Without it only the other way works: send me what I asked for above.
sign-in-failed = { $network } did not let us in. Nothing was linked.
sign-in-paused = It asked to be left alone for a while, so I have sent nothing this time.
sign-in-too-often = That was tried too often. More tries would only lock the account, so I have stopped.
sign-in-no-answer = It gave no answer that I understand ({ $code }). Nothing was sent again. Try later in /accounts.
sign-in-until = I try nothing before { $time }.
sign-in-approval =
    { $network } wants to see that it is you who signs in.
    1. Open the { $network } app on the phone on which you use it, or press the button. It asks about a new login: say that it was you. If it sends a code, type it there.
    2. Then press “I have confirmed it” and type name and password once more.
    Do not log out, and do not try again before you have confirmed it.
button-approved = ✅ I have confirmed it

# Signing in by name and password: the page.
button-sign-in = Sign in
button-send-code = Send the code
sign-in-field-name = Name
sign-in-field-password = Password
sign-in-field-code = Code
sign-in-page-password-heading = Sign in to { $network }
sign-in-page-password = CrossPoster signs in for { $person }, who asked for it in Telegram. If you are not { $person }, close this page: they would get hold of your account.
sign-in-page-promise = Name and password go to { $network } once. The password is stored nowhere.
sign-in-page-approval-heading = Confirm it in the app
sign-in-page-approval = { $network } wants to see that it is you. Open the { $network } app on your phone and say that it was you. When you have done that, type your password once more.
sign-in-page-code-heading = One more thing: a code
sign-in-page-code = { $kind ->
    [app] { $network } wants the code of your authenticator app. A backup code will do, too.
    [sms] { $network } has sent a code by SMS{ $hinted ->
        [no] { "" }
       *[yes] {" "}({ $hint })
    }. Type it here.
   *[email] { $network } has sent a code by e-mail. Type it here.
}
sign-in-page-busy-heading = One moment
sign-in-page-busy = { $network } is being asked. Look at this page again in a few seconds. If this does not change, go back to Telegram and begin again with /accounts.
sign-in-page-found-heading = Almost done
sign-in-page-found = { $network } let us in. Go back to Telegram: { $person } is asked there whether this is the right account. Nothing is linked before that. You can close this page.
sign-in-page-failed-heading = That did not work
sign-in-page-unknown-heading = Nobody waits for this
sign-in-page-unknown = Nobody asked for this page. Go to the bot in Telegram and begin with /accounts.
sign-in-page-used-heading = This page is used up
sign-in-page-used = It worked once, for one browser. Go back to Telegram and begin again with /accounts.
sign-in-page-expired-heading = Too late
sign-in-page-expired = The page was good for ten minutes. Go back to Telegram and begin again with /accounts.
sign-in-page-foreign-heading = That did not come from our page
sign-in-page-foreign = Nothing was sent to { $network }. Your browser must keep cookies for this page: open it again with the button in Telegram.
