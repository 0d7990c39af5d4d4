# The menu below a draft: how a target shall take what does not fit.
fix-where = { $network } · { $account }
fix-example = The picture shows how each would look.
fix-no-example = I cannot show an example of it now.
fix-kept = Kept: { $what }. It counts for this draft and for every post from now on.
button-close = Close
