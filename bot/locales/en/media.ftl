# Why a file cannot go, and what to do about it.
media-advice-broken = The file is damaged or incomplete. Send it again, from where it still plays or shows.
media-advice-not-a-picture = This is a video, and a picture is wanted here. Send a picture.
media-advice-not-a-video = This is a picture, and a video is wanted here. Send a video.
media-advice-not-media = This file is neither a picture nor a video, whatever its name says. Send the original picture or video.
media-advice-sound-only = This file has sound but no picture. Send a picture or a video.
media-advice-too-big = Even compressed the file would be larger than this network takes. Send a shorter or smaller one.
media-advice-too-heavy = This file needs more memory than I may use for one. Save it with fewer pixels or frames and send that.
media-advice-too-long = The video is longer than this network takes. Trim it and send it again.
media-advice-too-short = The video is shorter than this network takes. Send a longer one.
media-advice-too-slow = Making this file fit takes too long. Send a shorter video, or one of 1080p in H.264.
media-advice-too-small = The picture has so few pixels that it would be a blur. Send a larger one.
media-advice-unreadable = I cannot read this file. Open it on your device, save it as JPEG or MP4 and send that.
