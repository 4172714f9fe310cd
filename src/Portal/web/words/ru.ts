import core from 'ra-language-russian';
import admin, { resources as adminResources } from './admin/ru';
import imports from './imports/ru';
import records from './records/ru';
import reports from './reports/ru';
import type { PortalWords } from './en';
import { signInRussian } from './signInRu';
import { syncRussian } from './syncRu';

const russian: PortalWords = {
    portal: {
        sync: syncRussian,
        home: 'Обзор', search: 'Поиск', searchHint: 'Найти клиентов, заказы, товары …', nothingFound: 'Ничего не найдено',
        ...signInRussian,
        menu: { sync: 'Синхронизация', mend: 'Исправить', records: 'Данные' },
        home_: { revenue: 'Выручка за 30 дней', tickets: 'Ближайшие сроки обращений', noTickets: 'Открытых обращений нет.', shortages: 'Нехватка товара',
            noShortages: 'Ни один заказ не ждёт товара.', deadLetters: 'Недоставленное', noDeadLetters: 'Все изменения доставлены.', orders: 'Новые заказы', noOrders: 'Заказов пока нет.',
            live: 'На связи', offline: 'Нет связи; пробуем снова' },
        order: { steps: 'Путь заказа', next: 'Следующий шаг', cancel: 'Отменить заказ', lines: 'Позиции', total: 'Итого', moved: 'Заказ теперь: %{status}.', confirm: 'Перевести заказ в состояние «%{status}»?' },
        ticket: { answer: 'Ответ', internal: 'Внутренняя заметка', public: 'Ответ клиенту', send: 'Отправить', comments: 'Переписка', none: 'Пока никто не ответил.', visibility: 'Кто это видит', sent: 'Отправлено' },
        files: { title: 'Файлы', add: 'Добавить файл', none: 'Файлов нет.', remove: 'Убрать %{name}' },
        customer: { orders: 'Заказы', tickets: 'Обращения', packages: 'Посылки', links: 'Известен ещё как', owed: 'К оплате', partial: 'Часть данных сейчас прочитать не удалось.', none: 'Нет' },
        history: { title: 'История', at: 'Когда', actor: 'Кто', change: 'Что', fields: 'Поля', more: 'Раньше', none: 'Истории нет.' },
        conflict: { title: 'Эту запись изменил кто-то ещё', text: 'Ваше изменение не сохранено. Выберите для каждого поля, какое значение верно.', mine: 'Моё', theirs: 'Другое', field: 'Поле', take: 'Сохранить выбранное', empty: '(пусто)' },
        stock: { title: 'Движения товара' },
        dead: { replay: 'Отправить снова', replayed: 'Отправлено снова: %{smart_count}', discard: 'Отложить', discarded: 'Отложено: %{smart_count}', reason: 'Почему откладывается?', current: 'как запись выглядит сейчас', original: 'как она была', replayTitle: 'Отправить снова: %{smart_count}', discardTitle: 'Отложить: %{smart_count}', attempts: 'Попытки', payload: 'Что нужно было доставить', took: 'Длилось', nothing: 'Недоставленного нет', nothingText: 'Все изменения доставлены или в пути.' },
    },
    admin, imports, records, reports,
    resources: {
        ...adminResources,
        customers: { name: 'Клиент |||| Клиенты', fields: { id: '№', name: 'Имя', organisation: 'Организация', email: 'Эл. почта', phone: 'Телефон', status: 'Состояние', externalId: 'Внешний номер', source: 'Источник', createdAt: 'Создан', updatedAt: 'Изменён', country: 'Страна', q: 'Поиск',
            address: { line: 'Улица', city: 'Город', region: 'Регион', postalCode: 'Индекс', country: 'Страна' } } },
        products: { name: 'Товар |||| Товары', fields: { id: '№', sku: 'Артикул', name: 'Название', description: 'Описание', price: 'Цена', currency: 'Валюта', status: 'Состояние', externalId: 'Внешний номер', q: 'Поиск', updatedAt: 'Изменён', createdAt: 'Создан',
            stock: { onHand: 'В наличии', reserved: 'В резерве', available: 'Доступно' } } },
        orders: { name: 'Заказ |||| Заказы', fields: { id: '№', kind: 'Вид', customerId: 'Клиент', customerName: 'Клиент', status: 'Состояние', currency: 'Валюта', totalAmount: 'Сумма', reference: 'Номер у клиента', erpReference: 'Номер в ERP', placedAt: 'Оформлен', updatedAt: 'Изменён', q: 'Поиск', items: 'Позиции', from: 'С', to: 'По',
            sku: 'Артикул', name: 'Название', quantity: 'Количество', unitPrice: 'Цена', discount: 'Скидка', lineTotal: 'Сумма', productId: 'Товар' } },
        tickets: { name: 'Обращение |||| Обращения', fields: { id: '№', customerId: 'Клиент', orderId: 'Заказ', requester: 'От кого', subject: 'Тема', description: 'Описание', priority: 'Срочность', status: 'Состояние', assignee: 'Ответственный', queue: 'Очередь', tags: 'Метки', dueAt: 'Срок', createdAt: 'Создано', updatedAt: 'Изменено', q: 'Поиск' } },
        packages: { name: 'Посылка |||| Посылки', fields: { id: '№', customerId: 'Клиент', customerName: 'Клиент', kind: 'Вид', status: 'Состояние', updatedAt: 'Изменена', createdAt: 'Создана' } },
        users: { name: 'Пользователь |||| Пользователи', fields: { id: '№', name: 'Имя', email: 'Эл. почта', roles: 'Роли', customerId: 'Клиент', disabled: 'Отключён', hasTotp: 'Второй фактор', updatedAt: 'Изменён', q: 'Поиск', role: 'Роль', password: 'Пароль' } },
        'dead-letters': { name: 'Недоставленное |||| Недоставленное', fields: { fingerprint: 'Похожие', id: '№', flow: 'Поток', target: 'Куда', subject: 'Запись', cause: 'Причина', message: 'Сообщение', attempts: 'Попытки', createdAt: 'Создано', finishedAt: 'Не доставлено с', version: 'Версия', state: 'Состояние' } },
        systems: { name: 'Система |||| Системы |||| Системы' },
        conflicts: { name: 'Конфликт |||| Конфликты |||| Конфликты', fields: { id: '№', flow: 'Поток', kind: 'Вид', path: 'Поле', state: 'Состояние', openedAt: 'Обнаружен', left: 'Слева', right: 'Справа' } },
        links: { name: 'Связь |||| Связи |||| Связи', fields: { id: '№', flow: 'Поток', leftId: 'Номер слева', rightId: 'Номер справа', state: 'Состояние', how: 'Как', linkedAt: 'С', changedAt: 'Согласовано' } },
        hooks: { name: 'Вебхук |||| Вебхуки |||| Вебхуки', fields: { isErased: 'Удалён', id: '№', flow: 'Поток', state: 'Состояние', senderId: 'Номер отправителя', size: 'Байт', receivedAt: 'Получен', finishedAt: 'Готов', records: 'Записи', attempts: 'Неудачи', repeats: 'Повторы', reason: 'Причина' } },
        deliveries: { name: 'Доставка |||| Доставки |||| Доставки', fields: { id: '№', flow: 'Поток', target: 'Куда', subject: 'Запись', state: 'Состояние', version: 'Версия', attempts: 'Неудачи', createdAt: 'Создана', dueAt: 'Следующая попытка', finishedAt: 'Закончена', targetId: 'Номер там', cause: 'Причина', message: 'Сообщение' } },
        flows: { name: 'Поток |||| Потоки', fields: { name: 'Имя', description: 'Описание', source: 'Откуда', kind: 'Запись', target: 'Куда', targetKind: 'Становится', trigger: 'Запуск' } },
    },
    choices: {
        active: 'активен', inactive: 'неактивен', sale: 'продажа', return: 'возврат',
        NEW: 'новый', PROCESSING: 'в работе', SHIPPED: 'отправлен', DELIVERED: 'доставлен', INVOICED: 'выставлен счёт', COMPLETED: 'завершён', CANCELLED: 'отменён',
        open: 'открыто', in_progress: 'в работе', waiting: 'ожидает', resolved: 'решено', closed: 'закрыто', low: 'низкая', normal: 'обычная', high: 'высокая', urgent: 'срочно',
        Pending: 'ожидает', Packed: 'упакована', Shipped: 'отправлена', Delivered: 'доставлена', Cancelled: 'отменена', welcome: 'приветственная', parcel: 'посылка',
        event: 'событие', poll: 'опрос', unavailable: 'недоступно', quota: 'квота', 'sign-in': 'вход', 'target-refused': 'отказано', mapping: 'сопоставление', validation: 'недопустимо', 'outcome-unknown': 'исход неизвестен', unlinked: 'не связано', 'our-bug': 'наша ошибка', 'not-found': 'не найдено', 'version-conflict': 'конфликт версий',
        dead: 'не доставлено', pending: 'ожидает', blocked: 'заблокировано', delivered: 'доставлено', skipped: 'пропущено',
        created: 'создано', changed: 'изменено', deleted: 'удалено',
        running: 'идёт', paused: 'приостановлено', done: 'готово', finished: 'готово', cancelled: 'отменено', failed: 'не удалось', due: 'назначено', received: 'ожидает', decided: 'решено', settled: 'улажено', stuck: 'застряло', retrying: 'пробуется снова', discarded: 'закрыто',
    },
};

const page = { ...core.ra.page, dashboard: russian.portal.home };
const guesser = { empty: { title: 'Нет данных', message: 'Показывать нечего' } };
export default { ...core, ...russian, ra: { ...core.ra, page, guesser } };
