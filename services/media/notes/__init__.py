"""Where notes lie in files of each kind, and what has to stand there instead."""
