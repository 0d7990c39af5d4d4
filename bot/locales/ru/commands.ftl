command-start = Начать сначала
command-accounts = Каналы и сообщества
command-history = Что вы публиковали
command-help = Что я умею
command-cancel = Прервать начатое
