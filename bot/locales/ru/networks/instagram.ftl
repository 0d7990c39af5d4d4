# Instagram: что будет с постом.
instagram-no-address = фото и видео скачиваются отсюда, а у бота нет https-адреса. Владельцу бота нужно задать PUBLIC_URL.
instagram-no-posting = с этим токеном нельзя публиковать. Создайте токен с правом публикации и замените его в /accounts.
instagram-needs-media = одного текста здесь мало. Добавьте фото или видео.
instagram-left-out = вложения ({ $count }) не попадут в пост: Instagram принимает только фото и видео.
instagram-file-too-big = вложения ({ $count }) не попадут в пост: Telegram отдаёт ботам файлы только до { $limit_mb } МБ. Пришлите файл поменьше или попросите владельца бота поставить свой сервер Telegram.
instagram-rest-as-comment = текст не помещается в подпись: остаток станет первым комментарием.
instagram-several-posts = картинок больше 10: выйдет несколько постов подряд ({ $posts }), текст — в первом.
instagram-first-only = картинок больше { $count }: выйдут только первые { $count }, остальные ({ $left }) — нет, как вы выбрали для этого аккаунта.
instagram-one-shape = все картинки получат пропорции первой, иначе Instagram обрежет их сам.
instagram-as-reel = видео выйдет как Reels.

# Instagram: что делать, если что-то не так.
instagram-advice-login = Instagram больше не принимает токен: ему больше 60 дней или приложение удалено. Нажмите «Подключить заново» или создайте новый и нажмите «Заменить: токен доступа».
instagram-advice-no-app = У этого бота ещё нет приложения Instagram. Тому, кто его запустил, нужно задать INSTAGRAM_APP_ID и INSTAGRAM_APP_SECRET.
instagram-advice-consent = Instagram не принял ответ: он уже использован или пришёл слишком поздно. Начните заново: /accounts. Если не поможет, тому, кто запустил бота, стоит проверить INSTAGRAM_APP_ID и INSTAGRAM_APP_SECRET и указан ли адрес возврата бота в приложении Meta.
instagram-advice-consent-basic = Вы не разрешили мне видеть ваш профиль и посты. Без этого публиковать не получится, поэтому ничего не подключено. Начните заново: /accounts, и оставьте всё разрешённым.
instagram-advice-consent-publish = Вы не разрешили мне публиковать посты. Без этого я не помогу, поэтому ничего не подключено. Начните заново: /accounts, и не снимайте разрешение на публикацию.
instagram-advice-token-missing = Нет токена доступа. Нажмите «Добавить: токен доступа».
instagram-advice-personal = Это личный аккаунт, а Instagram разрешает программам публиковать только в профессиональных. В приложении Instagram: Настройки → Тип аккаунта и инструменты → Переключиться на профессиональный аккаунт. Это бесплатно. Потом создайте новый токен и пришлите его.
instagram-advice-other-account = Это от другого аккаунта. Пришлите от того, который подключаете.
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

# Instagram: что делать, если что-то не так с сессией.
instagram-private-advice-off = Личные аккаунты здесь больше не работают: владелец бота их отключил (INSTAGRAM_PRIVATE).
instagram-private-advice-cookie = Это не cookie sessionid: он начинается с длинного числа и %3A. Скопируйте значение целиком.
instagram-private-advice-login = Instagram закончил сессию: вы вышли из аккаунта или сменили пароль. Войдите на instagram.com, скопируйте новый cookie sessionid и нажмите «Заменить: cookie сессии».
instagram-private-advice-challenge = Instagram хочет убедиться, что это вы. Откройте приложение Instagram, сделайте то, что он просит, подождите час и нажмите «Проверить». Не выходите из аккаунта.
instagram-private-advice-suspended = Instagram заблокировал этот аккаунт. Откройте приложение Instagram: там видно, почему и как это обжаловать. Пока я ничего не публикую.
instagram-private-advice-feedback = Instagram заметил, что работает программа, и остановил этот аккаунт. Сутки я ничего не публикую. Публикуйте реже или подключите профессиональный аккаунт официально.
instagram-private-advice-wait = Instagram просит этот аккаунт подождать. Жду несколько часов.
instagram-private-advice-blocked = Instagram не доверяет адресу, с которого работает бот. Жду сутки; владельцу бота лучше дать ему другой адрес (INSTAGRAM_PRIVATE_PROXY).
instagram-private-advice-address = Instagram заблокировал адрес, с которого работает бот. Владельцу бота нужно дать ему другой (INSTAGRAM_PRIVATE_PROXY).
instagram-private-advice-upgrade = Instagram больше ничего не принимает от этой версии бота. Владельцу бота нужно её обновить; потом подключите аккаунт заново.
instagram-private-advice-forbidden = Instagram не разрешает этого аккаунту. Откройте приложение Instagram и посмотрите, что он пишет.
instagram-private-advice-media = Instagram не принимает это фото или видео. Сохраните его заново, как JPEG или MP4, и пришлите.
instagram-private-advice-password = Instagram говорит, что пароль неверный. Так он отвечает и тогда, когда не доверяет новому устройству: если пароль точно верный, откройте приложение Instagram, посмотрите, не спрашивает ли оно о чём-нибудь, и подключите аккаунт через cookie.
instagram-private-advice-name = Instagram не знает такого имени или заблокировал адрес, с которого работает бот. Введите имя из вашего профиля, без @.
instagram-private-advice-code = Instagram не принял этот код. Введите самый новый.
instagram-private-advice-unclear = Instagram не впустил и не сказал почему. Откройте приложение Instagram: может быть, оно о чём-то спрашивает. Потом подключите аккаунт через cookie. Пробовать снова и снова — только хуже.

# Instagram: подключение.
instagram-link-access_token =
    Аккаунт Instagram должен быть профессиональным (Настройки → Тип аккаунта и инструменты → Переключиться на профессиональный аккаунт; это бесплатно). Получите для него токен:
    1. Откройте developers.facebook.com/apps → Создать приложение → «Управление сообщениями и контентом в Instagram».
    2. В приложении: Instagram → Настройка API с входом через Instagram → Генерация токенов доступа → Добавить аккаунт, и войдите в свой аккаунт Instagram.
    3. Нажмите «Сгенерировать токен», скопируйте его и пришлите сюда. Сообщение я сразу удалю, а токен буду хранить зашифрованным.
    Токен работает 60 дней. Потом Instagram захочет новый, и я скажу об этом.
instagram-take-back = Вернуть разрешение программа не может. Вы можете забрать его сами: Instagram → Настройки → Разрешения для сайтов → Приложения и сайты.
instagram-link-cannot-look = Я не могу читать посты этого аккаунта: если ответ Instagram потеряется, я не смогу проверить, вышел ли пост, и попрошу вас посмотреть.
instagram-way-session = ⚠️ У меня личный аккаунт
instagram-link-session =
    ⚠️ Сначала прочитайте. Программам публиковать в личных аккаунтах Instagram не даёт, и его правила это запрещают. Я всё же могу: для этого я веду себя как его приложение, с вашей сессией. Instagram может это заметить: попросить доказать, что это вы, на несколько дней придержать посты или заблокировать аккаунт навсегда. Вернуть его тогда никто не сможет. Если аккаунт вам дорог, сделайте его профессиональным (это бесплатно) и подключите официально.
    Как я осторожничаю: не больше 10 постов в день, с перерывами в несколько минут, всегда с одного устройства, и на несколько часов замолкаю, если Instagram недоволен.
    Если всё равно хотите, проще всего — cookie вашего браузера (другой способ — войти по имени и паролю):
    1. На компьютере откройте instagram.com и войдите.
    2. Нажмите F12, затем Application (в Firefox — «Хранилище») → Cookies → https://www.instagram.com → sessionid.
    3. Скопируйте значение и пришлите сюда. Сообщение я сразу удалю, а сессию буду хранить зашифрованной. Не выходите там из аккаунта: тогда сессия закончится и для меня.
instagram-field-access_token = токен доступа
instagram-field-session = cookie сессии
instagram-can-text = текст без картинки
instagram-can-photo = фото
instagram-can-video = видео
instagram-can-album = карусели
instagram-can-comment = длинные тексты (остаток — комментарием)
instagram-can-look = поиск постов, ответ о которых потерялся
instagram-can-delete = удаление постов
instagram-can-private = всё это неофициально, через сессию

instagram-option-fit = 🖼 Другие пропорции
instagram-option-fit-ask = Instagram не принимает слишком высокие и слишком широкие картинки. Что с ними делать?
instagram-option-fit-blur = размытые края
instagram-option-fit-pad = белые края
instagram-option-fit-crop = обрезать
instagram-option-length = ✂️ Длинные видео
instagram-option-length-ask = Видео длиннее, чем принимает Instagram. Что делать с такими видео?
instagram-option-length-whole = не публиковать
instagram-option-length-trim = обрезать конец
instagram-option-album = 🗂 Больше 10 картинок
instagram-option-album-ask = Что делать, если картинок больше, чем помещается в пост?
instagram-option-album-several = несколько постов подряд
instagram-option-album-first = только первые
instagram-option-more = 🔗 Ссылка на оригинал
instagram-option-more-ask = Что делать, если Instagram получает пересланный пост не целиком?
instagram-option-more-link = поставить в конце его адрес в Telegram
instagram-option-more-none = ничего не добавлять
