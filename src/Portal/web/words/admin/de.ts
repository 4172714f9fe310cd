import type en from './en';
import type { resources as enResources } from './en';

const admin: typeof en = {
    menu: 'Verwaltung', all: 'alle',
    roles: { admin: 'Verwaltung', auditor: 'Prüfung', customer: 'Kunde', integrator: 'Anbindung', manager: 'Leitung', sales: 'Verkauf', support: 'Kundendienst', warehouse: 'Lager' },
    secret: { once: 'Das wird nur dieses eine Mal gezeigt. Bewahren Sie es auf, wo niemand sonst es liest.', kept: 'Ich habe es', secret: 'Geheimnis', key: 'Schlüssel', copy: 'Kopieren', copied: 'Kopiert' },
    users: {
        active: 'aktiv', disabled: 'gesperrt', customerHint: 'nur für Leute eines Kunden, die sehen, was ihnen gehört', passwordHint: 'leer lassen für einen Code, mit dem sie selbst eines setzen', code: 'Code', until: 'Gilt bis',
        codeTitle: 'Ein Code für ein neues Passwort', codeHint: 'Geben Sie diesen Code weiter. Damit wird ein eigenes Passwort gesetzt; er gilt einmal und wird nur jetzt gezeigt.',
        disable: 'Sperren', disableText: 'Alle Sitzungen enden, und niemand meldet sich damit mehr an.', enable: 'Entsperren', enableText: 'Die Anmeldung ist wieder möglich.',
        signOut: 'Überall abmelden', signOutText: 'Alle Sitzungen enden sofort. Eine neue Anmeldung ist möglich.', signedOut: 'Alle Sitzungen sind beendet.', reset: 'Code für neues Passwort', resetText: 'Ein älterer Code gilt dann nicht mehr.',
        noTotp: 'Zweiten Faktor entfernen', noTotpText: 'Für jemanden, der Telefon und Notfallcodes verloren hat. Von da an genügt das Passwort.', singleSignOn: 'Einmalanmeldung', sessions: 'Angemeldet', noSessions: 'Nirgends angemeldet.',
        kinds: { cookie: 'Portal', portal: 'Portal', token: 'Programm', tokens: 'Programm' }, since: 'seit', used: 'zuletzt benutzt', end: 'Diese Sitzung beenden',
    },
    clients: {
        about: 'Ein Programm mit eigener Kennung: es meldet sich mit Geheimnis oder Schlüssel an und darf, was seine Rollen erlauben.',
        idHint: 'Buchstaben, Ziffern, Bindestriche; wie sich das Programm nennt', made: 'Der Client ist da', keys: 'Schlüssel', addKey: 'Neuer Schlüssel', noKeys: 'Keine Schlüssel. Ein Programm kann auch das Geheimnis des Clients benutzen.', never: 'nie',
        key: { name: 'Name', createdAt: 'Angelegt', lastUsedAt: 'Zuletzt benutzt', expiresAt: 'Endet' }, removeKey: 'Entfernen', removeKeyText: 'Was diesen Schlüssel benutzt, wird sofort abgewiesen.', keyMade: 'Der Schlüssel ist da', expiryHint: 'nie, wenn leer',
    },
    webhooks: {
        about: 'Ein Webhook sagt einem anderen Programm sofort und unterschrieben, was geschehen ist.',
        states: { active: 'aktiv', paused: 'pausiert', disabled: 'abgeschaltet' }, urlHint: 'https://…', eventsHint: 'ein Stern steht für einen Teil, oder für alles übrige', filterHint: "freiwillig, JMESPath: data.record.address.country == 'GB'",
        made: 'Von jetzt an gehen Ereignisse dorthin', waiting: 'Wartet', dead: 'Unzustellbar', failures: 'Fehlschläge in Folge', pingDone: 'Antwort: HTTP %{status}, %{ms} ms.', pingFailed: 'Der Test wurde nicht angenommen: HTTP %{status}, %{ms} ms.',
        ping: 'Test senden', pause: 'Pausieren', resume: 'Einschalten', resend: 'Nochmals senden', rotate: 'Neues Geheimnis', rotateText: 'Einen Tag lang unterschreiben beide, damit der Empfänger umstellen kann.', rotated: 'Das neue Geheimnis', previousUntil: 'Das alte unterschreibt bis',
        sinceWhen: 'Ereignisse seit', which: { dead: 'was nicht angenommen wurde', all: 'alle' }, resent: '%{smart_count} Ereignis wird nochmals gesendet |||| %{smart_count} Ereignisse werden nochmals gesendet',
        log: 'Protokoll', log_: { at: 'Wann', event: 'Ereignis', record: 'Eintrag', state: 'Zustand', attempts: 'Versuche' }, nothingSent: 'Noch wurde nichts gesendet.', sent: 'Was gesendet wurde', resendOne: 'Nochmals senden', resentOne: 'Es wird nochmals gesendet.',
    },
    audit: {
        title: 'Prüfprotokoll', number: 'Nr.', at: 'Wann', actor: 'Wer', action: 'Was', target: 'Woran', note: 'Anmerkung', since: 'Von', until: 'Bis', refused: 'Abgewiesen', onlyRefused: 'nur Abgewiesenes', onlyAllowed: 'nur Getanes', refused_: 'abgewiesen',
        examples: { actor: 'user:1', action: 'order:changed', target: 'orders/42' }, none: 'Dazu wurde nichts getan.', sealed: 'versiegelt: eine Änderung fiele auf',
        seal: 'Das neueste Siegel', sealText: 'Jeder Eintrag ist an den vor ihm gebunden. Schreiben Sie dieses Siegel anderswo auf: damit beweist eine Prüfung, dass davor nichts geändert oder weggenommen wurde. Sie läuft auf dem Server:', anchor: 'Siegel', noSeal: 'Noch gibt es kein Siegel.',
    },
};

export const resources: typeof enResources = {
    clients: { name: 'API-Client |||| API-Clients', fields: { id: 'Nr.', clientId: 'Kennung', name: 'Name', roles: 'Rollen', scopes: 'Beschränkt auf', dialect: 'Dialekt', disabled: 'Gesperrt', updatedAt: 'Geändert' } },
    webhooks: { name: 'Webhook |||| Webhooks', fields: { id: 'Nr.', url: 'Adresse', events: 'Ereignisse', filter: 'Filter', description: 'Beschreibung', enabled: 'Eingeschaltet', status: 'Zustand', updatedAt: 'Geändert' } },
};

export default admin;
