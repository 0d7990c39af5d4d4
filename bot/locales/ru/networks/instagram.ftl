# Instagram: что будет с постом.
instagram-no-address = Instagram сам скачивает фото и видео у этого бота, а у бота нет https-адреса. Владельцу бота нужно задать PUBLIC_URL.
instagram-no-posting = с этим токеном нельзя публиковать. Создайте токен с правом публикации и замените его в /accounts.
instagram-needs-media = Instagram не принимает один текст. Добавьте фото или видео.
instagram-left-out = вложения ({ $count }) не попадут в пост: Instagram принимает только фото и видео.
instagram-file-too-big = вложения ({ $count }) не попадут в пост: Telegram отдаёт ботам файлы только до { $limit_mb } МБ. Пришлите файл поменьше или попросите владельца бота поставить свой сервер Telegram.
instagram-cut = текст станет короче, не войдёт знаков: { $over }. Больше Instagram в подпись не берёт.
instagram-rest-as-comment = текст не помещается в подпись: остаток станет первым комментарием.
instagram-hashtags-dropped = хештеги ({ $count }) станут обычными словами: Instagram принимает { $limit }.
instagram-mentions-dropped = имена ({ $count }) станут обычными словами: Instagram принимает 20.
instagram-links-dead = ссылки видны, но не нажимаются: в подписях Instagram их нет.
instagram-several-posts = картинок больше 10: выйдет несколько постов подряд ({ $posts }), текст — в первом.
instagram-one-shape = все картинки получат пропорции первой, иначе Instagram обрежет их сам.
instagram-as-reel = видео выйдет как Reels.

# Instagram: что делать, если что-то не так.
instagram-advice-login = Instagram больше не принимает токен: ему больше 60 дней или приложение удалено. Создайте новый и нажмите «Заменить: токен доступа».
instagram-advice-token-missing = Нет токена доступа. Нажмите «Добавить: токен доступа».
instagram-advice-personal = Это личный аккаунт, а Instagram разрешает программам публиковать только в профессиональных. В приложении Instagram: Настройки → Тип аккаунта и инструменты → Переключиться на профессиональный аккаунт. Это бесплатно. Потом создайте новый токен и пришлите его.
instagram-advice-other-account = Это токен другого аккаунта. Пришлите токен того, который подключаете.
instagram-advice-rights = У токена не хватает прав. Создайте токен с правом публикации и нажмите «Заменить: токен доступа».
instagram-advice-restricted = Instagram ограничил этот аккаунт. Откройте приложение Instagram, сделайте то, что он просит, и нажмите «Проверить».
instagram-advice-suspected = Instagram принял это за спам и придержал аккаунт. Откройте приложение Instagram, посмотрите, что он пишет, несколько часов ничего не публикуйте и нажмите «Проверить».
instagram-advice-busy = Запросов к Instagram слишком много, поэтому я немного подожду.
instagram-advice-day-limit = Лимит Instagram на посты за 24 часа исчерпан. Продолжу, как только он разрешит.
instagram-advice-picture = Instagram не принимает эту картинку. Сохраните её как JPEG и пришлите.
instagram-advice-video = Instagram не принимает это видео. Сохраните его как MP4 (H.264 и AAC) длиной от 3 секунд до 15 минут и пришлите.
instagram-advice-caption = Instagram не принимает эту подпись: она слишком длинная или в ней слишком много хештегов или имён. Уберите часть.
instagram-advice-carousel = Instagram не принимает эти картинки одним постом. Пришлите меньше.
instagram-advice-not-fetched = Instagram не смог скачать фото или видео у этого бота. Владельцу бота нужно, чтобы PUBLIC_URL открывался из интернета с действующим сертификатом.
instagram-advice-not-processed = Instagram несколько раз не смог обработать фото или видео. Может подойти другой файл или другое время.
instagram-advice-no-post = Нет поста, под которым мог бы появиться комментарий.
instagram-advice-delete-by-hand = Instagram не разрешает программам удалять посты. Откройте пост в приложении Instagram и удалите его там.

# Instagram: подключение.
instagram-link-access_token =
    Аккаунт Instagram должен быть профессиональным (Настройки → Тип аккаунта и инструменты → Переключиться на профессиональный аккаунт; это бесплатно). Получите для него токен:
    1. Откройте developers.facebook.com/apps → Создать приложение → «Управление сообщениями и контентом в Instagram».
    2. В приложении: Instagram → Настройка API с входом через Instagram → Генерация токенов доступа → Добавить аккаунт, и войдите в свой аккаунт Instagram.
    3. Нажмите «Сгенерировать токен», скопируйте его и пришлите сюда. Сообщение я сразу удалю, а токен буду хранить зашифрованным.
    Токен работает 60 дней. Потом Instagram захочет новый, и я скажу об этом.
instagram-link-cannot-look = Я не могу читать посты этого аккаунта: если ответ Instagram потеряется, я не смогу проверить, вышел ли пост, и попрошу вас посмотреть.
instagram-field-access_token = токен доступа
instagram-can-text = текст без картинки
instagram-can-photo = фото
instagram-can-video = видео
instagram-can-album = карусели
instagram-can-comment = длинные тексты (остаток — комментарием)
instagram-can-look = поиск постов, ответ о которых потерялся
instagram-can-delete = удаление постов

instagram-option-fit = 🖼 Другие пропорции
instagram-option-fit-ask = Instagram не принимает слишком высокие и слишком широкие картинки. Что с ними делать?
instagram-option-fit-blur = размытые края
instagram-option-fit-pad = белые края
instagram-option-fit-crop = обрезать
