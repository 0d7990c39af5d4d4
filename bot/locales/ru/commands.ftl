command-start = Начать, можно и заново
command-accounts = Ваши каналы и стены
command-history = Что вы публиковали
command-help = Что я умею
command-cancel = Выйти из разговора
