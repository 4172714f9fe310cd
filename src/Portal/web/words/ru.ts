import core from 'ra-language-russian';
import admin, { resources as adminResources } from './admin/ru';
import choices from './choices/ru';
import custom from './custom/ru';
import fields from './fields/ru';
import imports from './imports/ru';
import records from './records/ru';
import reports from './reports/ru';
import type { PortalWords } from './en';
import { signInRussian } from './signInRu';
import { syncRussian } from './syncRu';

const russian: PortalWords = {
    portal: {
        sync: syncRussian,
        home: 'Обзор',
        search: 'Поиск',
        searchHint: 'Найти клиентов, заказы, товары …',
        nothingFound: 'Ничего не найдено',
        ...signInRussian,
        menu: { sync: 'Синхронизация', mend: 'Исправить', records: 'Данные' },
        home_: {
            revenue: 'Выручка за 30 дней',
            tickets: 'Ближайшие сроки обращений',
            noTickets: 'Открытых обращений нет.',
            shortages: 'Нехватка товара',
            noShortages: 'Ни один заказ не ждёт товара.',
            deadLetters: 'Недоставленное',
            noDeadLetters: 'Все изменения доставлены.',
            orders: 'Новые заказы',
            noOrders: 'Заказов пока нет.',
            live: 'На связи',
            offline: 'Нет связи; пробуем снова',
        },
        order: {
            steps: 'Путь заказа',
            next: 'Следующий шаг',
            cancel: 'Отменить заказ',
            lines: 'Позиции',
            total: 'Итого',
            moved: 'Заказ теперь: %{status}.',
            confirm: 'Перевести заказ в состояние «%{status}»?',
        },
        ticket: {
            answer: 'Ответ',
            internal: 'Внутренняя заметка',
            public: 'Ответ клиенту',
            send: 'Отправить',
            comments: 'Переписка',
            none: 'Пока никто не ответил.',
            visibility: 'Кто это видит',
            sent: 'Отправлено',
        },
        files: { title: 'Файлы', add: 'Добавить файл', none: 'Файлов нет.', remove: 'Убрать %{name}' },
        customer: {
            orders: 'Заказы',
            tickets: 'Обращения',
            packages: 'Посылки',
            links: 'Известен ещё как',
            owed: 'К оплате',
            partial: 'Часть данных сейчас прочитать не удалось.',
            none: 'Нет',
        },
        history: { title: 'История', at: 'Когда', actor: 'Кто', change: 'Что', fields: 'Поля', more: 'Раньше', none: 'Истории нет.' },
        pages: {
            of: '%{from}–%{to} из %{total}',
            ofAtLeast: '%{from}–%{to} из не менее чем %{total}',
            end: '– дальше страниц нет, остальное найдёт поиск или фильтр',
        },
        conflict: {
            title: 'Эту запись изменил кто-то ещё',
            text: 'Ваше изменение не сохранено. Выберите для каждого поля, какое значение верно.',
            mine: 'Моё',
            theirs: 'Другое',
            field: 'Поле',
            take: 'Сохранить выбранное',
            empty: '(пусто)',
        },
        stock: { title: 'Движения товара' },
        dead: {
            replay: 'Отправить снова',
            replayed: 'Отправлено снова: %{smart_count}',
            discard: 'Отложить',
            discarded: 'Отложено: %{smart_count}',
            reason: 'Почему откладывается?',
            current: 'как запись выглядит сейчас',
            original: 'как она была',
            replayTitle: 'Отправить снова: %{smart_count}',
            discardTitle: 'Отложить: %{smart_count}',
            attempts: 'Попытки',
            payload: 'Что нужно было доставить',
            took: 'Длилось',
            nothing: 'Недоставленного нет',
            nothingText: 'Все изменения доставлены или в пути.',
        },
    },
    admin,
    custom,
    imports,
    records,
    reports,
    resources: { ...fields, ...adminResources },
    choices,
};

const page = { ...core.ra.page, dashboard: russian.portal.home };
const guesser = { empty: { title: 'Нет данных', message: 'Показывать нечего' } };
export default { ...core, ...russian, ra: { ...core.ra, page, guesser } };
