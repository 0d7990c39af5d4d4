# YouTube: что будет с постом.
youtube-needs-video = сюда можно отправить только видео. Добавьте его в пост.
youtube-no-uploads = этому аккаунту нельзя загружать видео. Подключите его заново в /accounts.
youtube-only-videos = вложения ({ $count }) не попадут: YouTube принимает только видео.
youtube-cover = картинка станет обложкой видео.
youtube-several = выйдет несколько видео подряд ({ $videos }), с номерами в названиях.
youtube-first-only = выйдет только первое видео, без остальных ({ $left }), как вы выбрали для этого канала.
youtube-file-too-big = видео слишком большое: Telegram отдаёт ботам файлы только до { $limit_mb } МБ. Пришлите файл поменьше или попросите владельца бота поставить свой сервер Telegram.
youtube-short = вертикальное и не длиннее 3 минут — станет Shorts.
youtube-long = видео длиннее 15 минут: YouTube берёт такие только от каналов с подтверждённым телефоном (youtube.com/verify).
youtube-will-be-unlisted = его увидят только те, у кого есть ссылка: так выбрано для этого канала.
youtube-will-be-private = его увидите только вы: так выбрано для этого канала.

# YouTube: что стало с принятым видео.
youtube-missing-video = самого видео (его уже нет на YouTube)
youtube-missing-privacy = выбранной видимости (YouTube показывает его меньшему кругу; загляните в Творческую студию)
youtube-missing-cover = обложки из поста (YouTube её не принял: у канала должен быть подтверждён телефон на youtube.com/verify; поставить её можно в Творческой студии)
youtube-missing-failed = видео, которое можно смотреть (YouTube не смог его обработать)
youtube-missing-conversion = видео, которое можно смотреть (YouTube не смог его преобразовать; может подойти другой формат)
youtube-missing-invalid-file = видео, которое можно смотреть (YouTube не нашёл в файле видео)
youtube-missing-empty-file = видео, которое можно смотреть (для YouTube файл пустой)
youtube-missing-too-small = видео, которое можно смотреть (для YouTube файл слишком мал)
youtube-missing-codec = видео, которое можно смотреть (YouTube не знает его кодек; подойдёт H.264 в MP4)
youtube-missing-rejected = видео, которое можно смотреть (YouTube его отклонил; причина — в Творческой студии)
youtube-missing-copyright = видео, которое можно смотреть (YouTube его отклонил: права принадлежат другому)
youtube-missing-claim = видео, которое можно смотреть (YouTube его отклонил: на него заявлены права)
youtube-missing-trademark = видео, которое можно смотреть (YouTube его отклонил из-за товарного знака)
youtube-missing-legal = видео, которое можно смотреть (YouTube его отклонил по требованию закона)
youtube-missing-duplicate = видео, которое можно смотреть (YouTube его отклонил: такой файл на канале уже есть)
youtube-missing-length = видео, которое можно смотреть (YouTube его отклонил: длиннее 15 минут, а телефон канала не подтверждён на youtube.com/verify)
youtube-missing-inappropriate = видео, которое можно смотреть (YouTube счёл его неприемлемым)
youtube-missing-terms = видео, которое можно смотреть (YouTube его отклонил: нарушены условия использования)
youtube-missing-suspended = видео, которое можно смотреть (YouTube заблокировал аккаунт)
youtube-missing-closed = видео, которое можно смотреть (аккаунт YouTube закрыт)

# YouTube: что делать, если что-то не так.
youtube-advice-login = Google больше не принимает токен обновления: доступ отозван или токен устарел. Нажмите «Подключить заново».
youtube-advice-consent = Google не принял ответ: он уже использован или пришёл слишком поздно. Начните заново: /accounts. Если не поможет, тому, кто запустил бота, стоит проверить YOUTUBE_CLIENT_ID и YOUTUBE_CLIENT_SECRET и указан ли адрес возврата бота у клиента в Google.
youtube-advice-consent-scopes = Вы не разрешили мне управлять вашим аккаунтом YouTube. Без этого нельзя ни загрузить видео, ни открыть его всем, поэтому ничего не подключено. Начните заново: /accounts, и не снимайте галочку.
youtube-advice-consent-again = Google впустил меня только на час. Откройте myaccount.google.com/connections, удалите там приложение этого бота и начните заново: /accounts.
youtube-advice-scopes = Токен обновления даёт слишком мало прав. Получите токен с правом «Управление аккаунтом YouTube» (scope youtube) и нажмите «Заменить: токен обновления».
youtube-advice-rights = YouTube не разрешает этого на канале. Проверьте, остались ли вы его владельцем или менеджером, и нажмите «Проверить».
youtube-advice-signup = У этого аккаунта Google нет канала YouTube. Откройте youtube.com, войдите, выберите «Создать канал» и нажмите «Проверить» или пришлите токен ещё раз.
youtube-advice-closed = YouTube закрыл или заблокировал этот аккаунт. Посмотрите сообщение на youtube.com и нажмите «Проверить».
youtube-advice-no-client = У бота пока нет проекта Google. Владелец бота должен задать YOUTUBE_CLIENT_ID и YOUTUBE_CLIENT_SECRET.
youtube-advice-project = Google не принимает проект этого бота. Владельцу стоит проверить YOUTUBE_CLIENT_ID и YOUTUBE_CLIENT_SECRET и включён ли там «YouTube Data API v3».
youtube-advice-other-channel = Это не тот канал, который вы подключаете. Выберите нужный на странице Google или пришлите его токен обновления.
youtube-advice-quota = Дневная норма бота на YouTube исчерпана. Продолжу после полуночи в Калифорнии.
youtube-advice-upload-limit = YouTube пока больше не принимает видео от этого канала. Попробую через сутки.
youtube-advice-text = YouTube не принимает такое название, описание или хештеги. Измените текст.
youtube-advice-file = YouTube не принимает этот файл. Подойдёт MP4 с H.264 и AAC.
youtube-advice-video-gone = Этого видео уже нет на YouTube. Нажмите «Ещё раз» через час, и я загружу его заново.
youtube-advice-unusable = Видео на YouTube, но показать его нельзя: причина — в Творческой студии. Удалите его там и пришлите другой файл.
youtube-advice-several = Загрузка прерывалась, и на канале несколько закрытых видео с таким названием. Загляните в Творческую студию, откройте нужное, остальные удалите.
youtube-advice-host = YouTube назвал незнакомый сервер загрузки, и я ничего не отправил. Владельцу бота стоит его обновить.
youtube-advice-refused = YouTube не может показать пост в таком виде: причина была в черновике, рядом со знаком ⛔.

# YouTube: подключение.
youtube-link-refresh_token =
    Чтобы подключить канал YouTube:
    1. Откройте developers.google.com/oauthplayground → ⚙ → Use your own OAuth credentials и введите данные клиента этого бота (они у его владельца).
    2. В разделе YouTube Data API v3 выберите https://www.googleapis.com/auth/youtube, нажмите Authorize и выберите свой канал.
    3. Нажмите Exchange authorization code for tokens, скопируйте refresh token и пришлите его сюда. Сообщение я сразу удалю, а токен буду хранить зашифрованным.
youtube-take-back = Google не забрал у меня это разрешение. Вы можете сделать это сами: myaccount.google.com/connections → приложение этого бота → «Удалить все связи».
youtube-take-back-later = Google забирает сразу все ваши разрешения, поэтому это останется, пока вы не отключите здесь последний канал.
youtube-link-cannot-look = Этот канал мне не виден. Если ответ YouTube потеряется, я попрошу вас посмотреть.
youtube-field-refresh_token = токен обновления
youtube-can-video = видео
youtube-can-long = видео длиннее 15 минут
youtube-can-look = поиск видео, если ответ потерялся
youtube-can-delete = удаление видео
youtube-can-text = текст без видео
youtube-can-photo = фото

# YouTube: что выбирают для канала.
youtube-option-privacy = 👁 Кто видит видео
youtube-option-privacy-ask = Кто увидит видео?
youtube-option-privacy-public = все
youtube-option-privacy-unlisted = у кого есть ссылка
youtube-option-privacy-private = только я
youtube-option-kids = 🧸 Для детей
youtube-option-kids-ask = Видео сняты для детей? Закон требует сообщать об этом YouTube.
youtube-option-kids-no = нет
youtube-option-kids-yes = да
youtube-option-category = 🗂 Категория
youtube-option-category-ask = К какой категории относятся видео?
youtube-option-category-people = Люди и блоги
youtube-option-category-howto = Хобби и стиль
youtube-option-category-education = Образование
youtube-option-category-entertainment = Развлечения
youtube-option-category-comedy = Юмор
youtube-option-category-music = Музыка
youtube-option-category-gaming = Игры
youtube-option-category-news = Новости и политика
youtube-option-category-science = Наука и техника
youtube-option-category-sports = Спорт
youtube-option-category-travel = Путешествия
youtube-option-category-autos = Транспорт
youtube-option-category-pets = Животные
youtube-option-category-film = Фильмы и анимация
youtube-option-category-activism = Общество
youtube-option-album = 🗂 Несколько видео
youtube-option-album-ask = Что делать с несколькими видео в одном посте?
youtube-option-album-several = все по очереди
youtube-option-album-first = только первое
youtube-option-more = 🔗 Ссылка на оригинал
youtube-option-more-ask = Что делать, если YouTube получает пересланный пост не целиком?
youtube-option-more-link = поставить в конце его адрес в Telegram
youtube-option-more-none = ничего не добавлять
