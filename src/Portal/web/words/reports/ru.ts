import type en from './en';

const words: typeof en = {
    title: 'Отчёты', notAllowed: 'Ваша роль не видит отчётов.', csv: 'CSV для Excel', table: 'Цифры', truncated: 'Строк больше, чем показано.', empty: 'За это время ничего нет.',
    names: { sales: 'Продажи', products: 'Товары', customers: 'Клиенты', cohorts: 'Повторные покупки', stock: 'Малый остаток', tickets: 'Обращения', sync: 'Доставки', schedules: 'Расписания' },
    about: {
        sales: 'Заказы, которые не отменены, за вычетом возвратов.', products: 'Что продаётся лучше всего или почти никак.', customers: 'Кто добавлен, купил впервые и кто больше не покупает.',
        cohorts: 'Из тех, кто впервые купил в этом месяце: сколько покупали снова в каждом следующем.', stock: 'Чего мало или чего ненадолго хватит.',
        tickets: 'Сколько пришло, как быстро ответили и что опоздало.', sync: 'Что принёс каждый поток, что ждёт и что не доставлено.',
    },
    range: 'Период', from: 'С', to: 'По (включительно)',
    ranges: {
        today: 'сегодня', yesterday: 'вчера', 'this-week': 'эта неделя', 'last-week': 'прошлая неделя', 'last-30-days': '30 дней', 'this-month': 'этот месяц', 'last-month': 'прошлый месяц',
        'last-90-days': '90 дней', 'this-year': 'этот год', 'last-year': 'прошлый год', 'last-365-days': '365 дней', own: 'свой период …',
    },
    asks: { by: 'По', rank: 'Кто', sort: 'Порядок', lostAfter: 'Потерян после дней', below: 'Меньше чем', days: 'Хватит меньше дней, чем' },
    words: { day: 'дням', week: 'неделям', month: 'месяцам', status: 'состоянию', country: 'странам', customer: 'клиентам', product: 'товарам', queue: 'очередям', priority: 'срочности', best: 'лучшие', slow: 'самые медленные', revenue: 'выручка', units: 'штуки' },
    columns: {
        day: 'День', week: 'Неделя', month: 'Месяц', status: 'Состояние', country: 'Страна', customerId: 'Клиент', name: 'Название', productId: 'Товар', sku: 'Артикул', orders: 'Заказы', returns: 'Возвраты', gross: 'Всего',
        refunds: 'Возвращено', revenue: 'Выручка', cancelled: 'Отменено', units: 'Штук', returned: 'Вернули', entered: 'Добавлено', new: 'Купили впервые', lost: 'Потеряно', cohort: 'Первая покупка', monthsLater: 'Месяцев спустя',
        customers: 'Клиенты', active: 'Купили снова', onHand: 'В наличии', reserved: 'В резерве', available: 'Доступно', sold: 'Продано', daysLeft: 'Хватит дней', queue: 'Очередь', priority: 'Срочность', tickets: 'Обращения', open: 'Открыто',
        answered: 'Отвечено', firstAnswerMeanSeconds: 'Первый ответ, в среднем', firstAnswerMaxSeconds: 'Первый ответ, дольше всего', firstAnswersLate: 'Ответ с опозданием', resolved: 'Решено', solutionMeanSeconds: 'Решение, в среднем',
        solutionMaxSeconds: 'Решение, дольше всего', solutionsLate: 'С опозданием', flow: 'Поток', target: 'Куда', delivered: 'Доставлено', skipped: 'Пропущено', dead: 'Не доставлено', waiting: 'Ожидает', behindSeconds: 'Отставание',
        lastDelivered: 'Последняя доставка', meanSeconds: 'Средняя задержка', maxSeconds: 'Наибольшая задержка',
    },
    schedules: {
        about: 'Отчёты, которые отправляются сами, от имени того, кто создал расписание.', add: 'Новое расписание', none: 'Пока ни один отчёт не отправляется сам.', name: 'Название', report: 'Отчёт', when: 'Когда', where: 'Куда',
        next: 'В следующий раз', last: 'В последний раз', stopped: 'остановлено', retry: 'Попробовать снова', never: 'ещё нет', deleteText: 'Удалить это расписание? Неотправленное не будет отправлено.', range: 'Период', often: 'Как часто', own: 'как указано рядом',
        daily: 'каждый день в 6', weekly: 'по понедельникам в 6', monthly: 'первого числа в 6', cron: 'Время', cronHint: 'минута, час, день, месяц, день недели', zone: 'Часовой пояс', mail: 'Письмом на', mailHint: 'адреса через запятую',
        folder: 'В папку', folderHint: 'строчные латинские буквы, цифры и дефисы; внутри папки отчётов', format: 'Формат',
        states: { pending: 'ожидает', waiting: 'ожидает', sent: 'отправлен', done: 'отправлен', failed: 'не удалось' },
    },
};

export default words;
