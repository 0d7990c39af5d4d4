# What becomes of a text on networks that show plain text only.
text-spoilers-open = hidden text and pictures will be open for everyone.
text-formatting-plain = bold, italics and code become plain text.
