inbox-unreadable = I could not read that message: it holds something that I do not know yet. Nothing was done with it. A copy as plain text or as a picture will work.
inbox-failed = Something went wrong on my side, three times in a row, and I have set your last message aside. What you published before is not touched. Please try once more in a few minutes.
