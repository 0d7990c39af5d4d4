"""One module per network; see `base` for what each of them can do."""
