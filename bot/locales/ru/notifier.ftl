question-unclear = ❓ { $network } · { $title }: ответ пришёл неясный, и сам я не могу увидеть, появился ли ваш пост. Посмотрите, пожалуйста. Пока вы не ответите, я ничего не отправлю.
question-late = 🕒 { $network } · { $title }: пост должен был выйти в { $time }, но отправить его тогда не получилось. Отправить сейчас?
question-backlog = ▶️ { $network } · { $title } снова работает. С { $time } его { $count ->
    [one] ждёт { $count } пост
    [few] ждут { $count } поста
   *[many] ждут { $count } постов
}. Отправить все по очереди или только последний?
button-sendall = 📤 Все по очереди
button-sendnewest = 🆕 Только последний
button-sendnone = 🗑 Ни одного
alert-login-needed = 🔑 { $network } · { $title }: мой доступ больше не принимают ({ $code }). Посты подождут, пока вы не привяжете аккаунт заново.
alert-person-needed = 🙋 { $network } · { $title }: сеть хочет увидеть человека ({ $code }). Посты подождут, пока это не решится.
alert-access-denied = ⛔ { $network } · { $title }: мне не разрешают публиковать ({ $code }). Посты подождут, пока право не вернётся.
alert-open = Открыть { $network }
