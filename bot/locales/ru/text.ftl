# Что станет с текстом там, где бывает только обычный текст.
text-title = заголовок: «{ $title }».
text-cut = текст слишком длинный: не поместится конец, { $characters ->
    [one] { $characters } знак
    [few] { $characters } знака
   *[other] { $characters } знаков
}.
text-spoilers-open = скрытый текст и скрытые картинки увидят все.
text-formatting-plain = жирный шрифт, курсив и код станут обычным текстом.
text-names-as-addresses = имена людей с @ станут адресами t.me.
text-links-not-clickable = ссылки будут видны, но нажать на них нельзя.
text-hashtags-dropped = хештегов может быть не больше { $limit }: ещё { $count } станут обычными словами.
text-mentions-dropped = упомянуть можно не больше { $limit } человек: ещё { $count } имён станут обычными словами.
text-tags-dropped = не все хештеги поместятся среди тегов: { $count } останутся только в тексте.
