# Карточка поста.
card-draft = Черновик
card-dropped = Черновик удалён, ничего не опубликовано.
card-live = { $count ->
    [1] Опубликовано
   *[other] Опубликовано везде: { $count }
}
card-needs-you = { $count ->
    [1] Нужно ваше внимание
   *[other] Ждут вашего внимания: { $count }
}
card-ended = Готово: опубликовано { $live } из { $count }
card-on-its-way = Публикую: готово { $live } из { $count }
card-no-accounts = Публиковать пока некуда. Подключите канал или сообщество — они появятся в этом черновике.
card-choose = Выберите, куда опубликовать, и нажмите «Опубликовать».
card-target-paused = аккаунт на паузе, пост его подождёт. Загляните в /accounts.
card-and-more = …и не только. Остальное — в /history.
and-more = ещё { $count }

media-photo = { $count } фото
media-video = { $count } видео
media-animation = { $count ->
    [one] { $count } гифка
    [few] { $count } гифки
   *[many] { $count } гифок
}
media-document = { $count ->
    [one] { $count } файл
    [few] { $count } файла
   *[many] { $count } файлов
}
media-audio = { $count ->
    [one] { $count } аудиозапись
    [few] { $count } аудиозаписи
   *[many] { $count } аудиозаписей
}
media-voice = { $count ->
    [one] { $count } голосовое сообщение
    [few] { $count } голосовых сообщения
   *[many] { $count } голосовых сообщений
}
media-video_note = { $count ->
    [one] { $count } видеосообщение
    [few] { $count } видеосообщения
   *[many] { $count } видеосообщений
}

delivery-queued = в очереди
delivery-waiting = { $when ->
    [later] ждёт до { $time }
   *[soon] ждёт, осталось меньше минуты
}
delivery-publishing = публикуется…
delivery-uploading = готовится: { $percent } %
delivery-stopping = останавливаю…
delivery-processing = загружено, сеть ещё обрабатывает. Потом выйдет само.
delivery-retrying = { $when ->
    [now] не получилось, пробую снова.
    [soon] не получилось, попробую снова в течение минуты.
   *[later] не получилось, попробую снова в { $time }.
}
delivery-limited = { $when ->
    [later] сеть просит подождать до { $time }. Потом отправлю сам.
   *[soon] сеть просит немного подождать. Потом отправлю сам.
}
delivery-budget = { $when ->
    [later] больше { $count } постов в день эта сеть не принимает. Отправлю сам в { $time }.
   *[soon] больше { $count } постов в день эта сеть не принимает. Отправлю сам вот-вот.
}
delivery-silent = { $when ->
    [later] сеть не отвечает, следующая попытка в { $time }.
   *[soon] сеть не отвечает, попробую снова в течение минуты.
}
delivery-unconfirmed = понятного ответа не было; проверяю, дошёл ли пост. Это может занять несколько минут.
delivery-unclear = не удалось понять, дошёл ли пост. Посмотрите там и нажмите подходящую кнопку.
delivery-late = время ({ $time }) уже прошло. Всё равно отправить?
delivery-backlog = время ({ $time }) прошло, пока аккаунт был на паузе. Отправить?
delivery-live = опубликовано
delivery-confirmed = опубликовано — по вашим словам
delivery-missing = опубликовано, но не хватает: { $what }
delivery-recalling = удаляется…
delivery-not-recalled = пост всё ещё там: удалить не получилось.
delivery-failed = не получилось после нескольких попыток.
delivery-failed-advice = Нажмите «Ещё раз», чтобы попробовать снова.
delivery-broke = на нашей стороне несколько раз произошёл сбой, больше не пробую.
delivery-rejected = не принято.
delivery-rejected-advice = Пришлите исправленный пост и выберите только этот аккаунт.
delivery-cancelled-by-person = отменено
delivery-cancelled-late = отменено: время прошло
delivery-cancelled-backlog = отменено: пост ждал аккаунт, и вы решили его не отправлять
delivery-cancelled-left-unclear = оставлено как есть: пост то ли там, то ли нет
delivery-cancelled-unlinked = отменено: аккаунт отключён
delivery-cancelled-copy-left = отменено; загруженное удалить не получилось, видите его там только вы: удалите сами
delivery-skipped = пропущено
delivery-recalled = удалено
delivery-recalled-copy-left = удалено, кроме части, которую там нашли вы сами: её удалите вручную
delivery-parts = опубликовано частей: { $done } из { $count };

trouble-login-needed = ждёт вас: доступ устарел. Нажмите «Исправить».
trouble-person-needed = ждёт вас: сеть просит что-то подтвердить. Нажмите «Исправить».
trouble-access-denied = ждёт вас: не хватает прав. Нажмите «Исправить».

button-publish = { $count ->
    [1] 🚀 Опубликовать
   *[other] 🚀 Опубликовать ({ $count })
}
button-publish-off = Опубликовать (ничего не выбрано)
button-fix = { $what ->
    [fit] 🖼 Кадр
    [length] ✂️ Длина
    [album] 🗂 Альбом
    [more] 🔗 Ссылка
   *[other] 🔧 Выбрать
}: { $where }
button-drop = Удалить черновик
button-link = ➕ Подключить аккаунт
button-open = ↗ Открыть
button-recall = Удалить пост
button-cancel = Отменить
button-retry = 🔁 Ещё раз
button-account = 🔧 Исправить
button-there = ✅ Пост там
button-again = 🔁 Отправить ещё раз
button-leave = Оставить так
button-now = 🚀 Отправить
button-droplate = Не отправлять

network-is-off = эта сеть выключена на этом сервере.
disk-full = на диске этого сервера нет места; пробую снова, пока оно не появится.
