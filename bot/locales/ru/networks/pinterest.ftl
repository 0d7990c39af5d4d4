# Pinterest: что будет с постом.
pinterest-needs-picture = пину нужна картинка или видео. Добавьте что-нибудь: один текст Pinterest не принимает.
pinterest-no-board = доска ещё не выбрана. Выберите её в /accounts.
pinterest-no-writing = этот токен разрешает только чтение. Создайте токен с правом публиковать пины и замените его в /accounts.
pinterest-several-pins = на один пин этого слишком много: выйдет несколько пинов ({ $pins }) с одним и тем же текстом.
pinterest-first-only = это слишком много для одного пина: выйдет только первый, без остальных вложений ({ $left }), как вы выбрали для этого аккаунта.
pinterest-text-cut = в описание пина помещается { $limit } знаков: конец текста не войдёт.
pinterest-section-elsewhere = выбранный раздел относится к другой доске, поэтому пин попадёт на саму доску. Выберите раздел заново в /accounts.
pinterest-file-too-big = { $count ->
    [1] вложение не попадёт
   *[other] вложения ({ $count }) не попадут
} в пин: Telegram отдаёт ботам файлы только до { $limit_mb } МБ. Пришлите файл поменьше или попросите владельца бота поставить свой сервер Telegram.
pinterest-left-out = { $count ->
    [1] вложение не попадёт
   *[other] вложения ({ $count }) не попадут
} в пин: Pinterest принимает только картинки и видео.
pinterest-unfit = поэтому { $count ->
    [1] вложение не попадёт
   *[other] вложения ({ $count }) не попадут
} в пин.
pinterest-trial = пока пин будете видеть только вы: у приложения этого бота в Pinterest доступ Trial, а не Standard.

# Pinterest: что делать, если что-то не так.
pinterest-advice-login = Pinterest больше не пускает меня. Нажмите «Подключить заново» или создайте новый токен доступа и нажмите «Заменить: токен доступа».
pinterest-advice-no-app = У этого бота ещё нет приложения Pinterest. Тому, кто его запустил, нужно задать PINTEREST_APP_ID и PINTEREST_APP_SECRET.
pinterest-advice-consent = Pinterest не принял ответ: он уже использован или пришёл слишком поздно. Начните заново: /accounts. Если не поможет, тому, кто запустил бота, стоит проверить PINTEREST_APP_ID и PINTEREST_APP_SECRET и указан ли адрес бота в приложении Pinterest.
pinterest-advice-consent-reading = Вы не разрешили мне видеть ваш профиль, доски и пины. Без этого публиковать не получится, поэтому ничего не подключено. Начните заново: /accounts, и разрешите всё, что перечисляет Pinterest.
pinterest-advice-consent-writing = Вы не разрешили мне создавать пины на ваших досках. Без этого публиковать не получится, поэтому ничего не подключено. Начните заново: /accounts, и разрешите всё, что перечисляет Pinterest.
pinterest-advice-rights = С моим токеном Pinterest этого не разрешает. Создайте токен с правами user_accounts:read, boards:read, boards:write, pins:read и pins:write и нажмите «Заменить: токен доступа».
pinterest-advice-not-yours = Эта доска или пин принадлежит кому-то другому. Выберите другую доску в /accounts и нажмите «Проверить».
pinterest-advice-board-gone = Доски больше нет. Выберите другую в /accounts и нажмите «Проверить».
pinterest-advice-section-gone = На доске больше нет выбранного раздела. Выберите другой в /accounts и нажмите «Проверить».
pinterest-advice-pin-gone = Пина уже нет, делать больше нечего.
pinterest-advice-spam = Pinterest принял это за спам и на время запретил публиковать пины. Откройте Pinterest, посмотрите, нет ли там сообщения, подождите несколько часов и нажмите «Проверить».
pinterest-advice-other-account = Это не тот аккаунт Pinterest, который вы подключаете. Войдите в нужный на странице Pinterest или пришлите его токен.
pinterest-advice-refused = Pinterest не принимает пин в таком виде. Посмотрите ниже, что он говорит: может подойти другая картинка, другой текст или другая ссылка.
pinterest-advice-too-heavy = Для Pinterest картинки слишком тяжёлые. Пришлите поменьше или не так много.
pinterest-advice-video = Pinterest не смог обработать это видео. Может подойти другой формат или видео покороче.
pinterest-advice-video-late = Pinterest обрабатывает это видео уже час и не закончил. Нажмите «Ещё раз», чтобы загрузить его заново, или пришлите другое.
pinterest-advice-not-shown = Pinterest не может показать пост в таком виде: причина была в черновике, рядом со знаком ⛔.

# Pinterest: подключение.
pinterest-link-access_token =
    Чтобы подключить аккаунт Pinterest:
    1. Откройте developers.pinterest.com → My apps → ваше приложение (у нового сначала доступ Trial).
    2. Создайте токен доступа с правами user_accounts:read, boards:read, boards:write, pins:read и pins:write; для секретных досок — ещё и с теми, что кончаются на _secret.
    3. Пришлите токен сюда. Сообщение я сразу удалю, а токен буду хранить зашифрованным.
    Через некоторое время Pinterest отключает такой токен, тогда я попрошу новый.
pinterest-take-back = Вернуть разрешение программа не может. Вы можете забрать его сами: Pinterest → Настройки → Безопасность → Подключённые приложения.
pinterest-link-cannot-look = Этот токен не разрешает читать пины. Если ответ Pinterest потеряется, я не смогу проверить, вышел ли пин: тогда попрошу вас посмотреть.
pinterest-field-access_token = токен доступа
pinterest-can-text = текст без картинки
pinterest-can-photo = картинки
pinterest-can-album = карусели
pinterest-can-video = видео
pinterest-can-look = поиск пинов, ответ о которых потерялся
pinterest-can-delete = удаление пинов

pinterest-option-board = 📌 Доска
pinterest-option-board-ask = На какую доску публиковать пины?
pinterest-option-board-nothing = В этом аккаунте ещё нет досок. Откройте pinterest.com, в профиле нажмите «Создать» → «Доску» и возвращайтесь сюда.
pinterest-option-section = 🗂 Раздел
pinterest-option-section-ask = В какой раздел доски? Показаны разделы выбранной доски.
pinterest-option-section-nothing = На этой доске нет разделов. Откройте её на pinterest.com и нажмите «Добавить раздел» или оставьте как есть.
pinterest-option-section-none = без раздела
pinterest-option-fit = 🖼 Другие пропорции
pinterest-option-fit-ask = Что делать с картинками, которые не подходят по форме?
pinterest-option-fit-blur = размытые края
pinterest-option-fit-pad = белые края
pinterest-option-fit-crop = обрезать
pinterest-option-length = ✂️ Длинные видео
pinterest-option-length-ask = Видео длиннее, чем принимает Pinterest. Что делать с такими видео?
pinterest-option-length-whole = не публиковать
pinterest-option-length-trim = обрезать конец
pinterest-option-album = 🗂 Больше одного пина
pinterest-option-album-ask = Что делать, если всё не помещается в один пин?
pinterest-option-album-several = несколько пинов
pinterest-option-album-first = только первый пин
pinterest-option-more = 🔗 Ссылка на оригинал
pinterest-option-more-ask = Вести ли пины на пересланный пост, если другой ссылки в них нет?
pinterest-option-more-link = да, на его адрес в Telegram
pinterest-option-more-none = нет
