# Что станет с текстом там, где бывает только обычный текст.
text-title = заголовок — «{ $title }».
text-cut = текст слишком длинный: в конце не { $characters ->
    [one] поместится { $characters } знак
    [few] поместятся { $characters } знака
   *[other] поместятся { $characters } знаков
}.
text-spoilers-open = скрытый текст и скрытые картинки увидят все.
text-formatting-plain = жирный шрифт, курсив и код станут обычным текстом.
text-names-as-addresses = имена людей с @ станут адресами t.me.
text-links-not-clickable = ссылки будут видны, но нажать на них нельзя.
text-hashtags-dropped = хештегов может быть не больше { $limit }: ещё { $count ->
    [one] { $count } станет обычным словом
   *[other] { $count } станут обычными словами
}.
text-mentions-dropped = упомянуть можно не больше { $limit } человек: ещё { $count ->
    [one] { $count } имя станет обычным словом
    [few] { $count } имени станут обычными словами
   *[other] { $count } имён станут обычными словами
}.
text-tags-dropped = среди тегов нет места для { $count ->
    [one] { $count } хештега: он останется только в тексте
   *[other] { $count } хештегов: они останутся только в тексте
}.
