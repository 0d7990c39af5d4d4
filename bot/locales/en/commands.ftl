command-start = Begin, or begin anew
command-accounts = Your channels and communities
command-history = What you published
command-help = What I can do
command-cancel = Leave what we are doing
