"""Media made to fit: probed, normalised, remuxed or transcoded, in child processes with limits."""
