"""What lies in `a_network` runs where it belongs: in the tree that `new_network` makes."""

collect_ignore = ["a_network"]
