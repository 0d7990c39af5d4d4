# What a card says before publishing: after the name of the account.
media-not-a-picture = a video cannot be shown there, only pictures.
media-not-a-video = a picture cannot be shown there, only videos.
media-not-media = a file is neither a picture nor a video.
media-sound-only = a sound cannot be shown there.
media-too-big = a video of { $megabytes } MB would not fit into { $most } MB even when compressed. Send a shorter one.
media-too-long = a video is { $over } s too long: at most { $most } s are taken. Trim it.
media-too-short = a video is { $seconds } seconds long, at least { $least } are needed. Send a longer one.
media-too-small = a picture has { $width } × { $height } pixels, at least { $least_width } × { $least_height } are needed. Send a larger one.
media-will-blur = what is too wide or too tall is shown whole, on a blurred background.
media-will-pad = what is too wide or too tall is shown whole, on white.
media-will-crop = what is too wide or too tall is cropped at its edges.
media-will-compress = a large video is compressed.
media-will-trim = a long video is cut: { $minutes ->
    [0] only its first { $seconds } s are shown.
   *[other] only its first { $minutes } min are shown.
}
media-will-freeze = of a moving picture only its first moment is shown.

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
