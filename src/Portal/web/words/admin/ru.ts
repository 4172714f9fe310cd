import type en from './en';
import type { resources as enResources } from './en';

const admin: typeof en = {
    menu: 'Администрирование', all: 'все',
    roles: { admin: 'Администратор', auditor: 'Аудитор', customer: 'Клиент', integrator: 'Интеграция', manager: 'Руководитель', sales: 'Продажи', support: 'Поддержка', warehouse: 'Склад' },
    secret: { once: 'Это показывается один раз. Сохраните там, где никто другой не прочтёт.', kept: 'Сохранено', secret: 'Секрет', key: 'Ключ', copy: 'Копировать', copied: 'Скопировано' },
    users: {
        active: 'активен', disabled: 'отключён', customerHint: 'только для людей клиента, которые видят своё', passwordHint: 'оставьте пустым, чтобы выдать код для своего пароля', code: 'Код', until: 'Действует до',
        codeTitle: 'Код для нового пароля', codeHint: 'Передайте этот код. С ним задают свой пароль; он действует один раз и показан только сейчас.',
        disable: 'Отключить', disableText: 'Все сеансы закончатся, войти будет нельзя.', enable: 'Включить', enableText: 'Войти снова будет можно.',
        signOut: 'Завершить все сеансы', signOutText: 'Все сеансы закончатся сразу. Войти снова можно.', signedOut: 'Все сеансы завершены.', reset: 'Код для нового пароля', resetText: 'Прежний код перестанет действовать.',
        noTotp: 'Убрать второй фактор', noTotpText: 'Для тех, кто потерял телефон и коды восстановления. После этого достаточно пароля.', singleSignOn: 'Единый вход', sessions: 'Сеансы', noSessions: 'Сеансов нет.',
        kinds: { cookie: 'портал', portal: 'портал', token: 'программа', tokens: 'программа' }, since: 'с', used: 'последний раз', end: 'Завершить этот сеанс',
    },
    clients: {
        about: 'Программа со своим именем: входит с секретом или ключом и делает то, что позволяют её роли.',
        idHint: 'латинские буквы, цифры, дефисы; как называет себя программа', made: 'Клиент создан', keys: 'Ключи', addKey: 'Новый ключ', noKeys: 'Ключей нет. Программа может использовать и секрет клиента.', never: 'никогда',
        key: { name: 'Название', createdAt: 'Создан', lastUsedAt: 'Использован', expiresAt: 'Истекает' }, removeKey: 'Удалить', removeKeyText: 'Всё, что использует этот ключ, сразу получит отказ.', keyMade: 'Ключ создан', expiryHint: 'никогда, если пусто',
    },
    webhooks: {
        about: 'Вебхук сразу и с подписью сообщает другой программе, что произошло.',
        states: { active: 'активен', paused: 'приостановлен', disabled: 'выключен' }, urlHint: 'https://…', eventsHint: 'звёздочка заменяет часть или всё остальное', filterHint: "необязательно, JMESPath: data.record.address.country == 'GB'",
        made: 'События теперь отправляются туда', waiting: 'Ожидает', dead: 'Не доставлено', failures: 'Неудач подряд', pingDone: 'Ответ получен: HTTP %{status}, %{ms} мс.', pingFailed: 'Проверка не принята: HTTP %{status}, %{ms} мс.',
        ping: 'Проверить', pause: 'Приостановить', resume: 'Включить', resend: 'Отправить снова', rotate: 'Новый секрет', rotateText: 'Сутки подписывают оба, чтобы получатель успел перейти.', rotated: 'Новый секрет', previousUntil: 'Прежний подписывает до',
        sinceWhen: 'События с', which: { dead: 'что не было принято', all: 'все' }, resent: 'Отправлено снова: %{smart_count}',
        log: 'Журнал', log_: { at: 'Когда', event: 'Событие', record: 'Запись', state: 'Состояние', attempts: 'Попытки' }, nothingSent: 'Пока ничего не отправлено.', sent: 'Что отправлено', resendOne: 'Отправить снова', resentOne: 'Отправляется снова.',
    },
    audit: {
        title: 'Журнал аудита', number: '№', at: 'Когда', actor: 'Кто', action: 'Что', target: 'С чем', note: 'Примечание', since: 'С', until: 'По', refused: 'Отказано', onlyRefused: 'только отказы', onlyAllowed: 'только сделанное', refused_: 'отказано',
        examples: { actor: 'user:1', action: 'order:changed', target: 'orders/42' }, none: 'Ничего подходящего не делали.', sealed: 'опечатано: изменение будет найдено',
        seal: 'Последняя печать', sealText: 'Каждая запись связана с предыдущей. Запишите эту печать в другом месте: с ней проверка докажет, что до неё ничего не изменили и не убрали. Проверка запускается на сервере:', anchor: 'Печать', noSeal: 'Печати ещё нет.',
    },
};

export const resources: typeof enResources = {
    clients: { name: 'Клиент API |||| Клиенты API', fields: { id: '№', clientId: 'Идентификатор', name: 'Название', roles: 'Роли', scopes: 'Ограничен', dialect: 'Диалект', disabled: 'Отключён', updatedAt: 'Изменён' } },
    webhooks: { name: 'Вебхук |||| Вебхуки', fields: { id: '№', url: 'Адрес', events: 'События', filter: 'Фильтр', description: 'Описание', enabled: 'Включён', status: 'Состояние', updatedAt: 'Изменён' } },
};

export default admin;
