import { coreGerman } from './coreDe';
import admin, { resources as adminResources } from './admin/de';
import choices from './choices/de';
import custom from './custom/de';
import fields from './fields/de';
import imports from './imports/de';
import records from './records/de';
import reports from './reports/de';
import type { PortalWords } from './en';
import { signInGerman } from './signInDe';
import { syncGerman } from './syncDe';

const german: PortalWords = {
    portal: {
        sync: syncGerman,
        home: 'Übersicht',
        search: 'Suchen',
        searchHint: 'Kunden, Aufträge, Artikel suchen …',
        nothingFound: 'Nichts gefunden',
        ...signInGerman,
        menu: { sync: 'Abgleich', mend: 'In Ordnung bringen', records: 'Daten' },
        home_: {
            revenue: 'Umsatz der letzten 30 Tage',
            tickets: 'Als Nächstes fällige Tickets',
            noTickets: 'Kein Ticket ist offen.',
            shortages: 'Fehlender Bestand',
            noShortages: 'Kein Auftrag wartet auf Ware.',
            deadLetters: 'Unzustellbares',
            noDeadLetters: 'Jede Änderung ist angekommen.',
            orders: 'Neueste Aufträge',
            noOrders: 'Noch keine Aufträge.',
            live: 'Live',
            offline: 'Nicht verbunden; neuer Versuch läuft',
        },
        order: {
            steps: 'Weg des Auftrags',
            next: 'Nächster Schritt',
            cancel: 'Auftrag stornieren',
            lines: 'Positionen',
            total: 'Summe',
            moved: 'Der Auftrag ist jetzt %{status}.',
            confirm: 'Den Auftrag auf %{status} setzen?',
        },
        ticket: {
            answer: 'Antwort',
            internal: 'Interne Notiz',
            public: 'Antwort an den Kunden',
            send: 'Senden',
            comments: 'Verlauf',
            none: 'Noch hat niemand geantwortet.',
            visibility: 'Wer es sieht',
            sent: 'Gesendet',
        },
        files: { title: 'Dateien', add: 'Datei hinzufügen', none: 'Keine Dateien.', remove: '%{name} entfernen' },
        customer: {
            orders: 'Aufträge',
            tickets: 'Tickets',
            packages: 'Pakete',
            links: 'Anderswo bekannt als',
            owed: 'Offene Beträge',
            partial: 'Ein Teil konnte gerade nicht gelesen werden.',
            none: 'Keine',
        },
        history: { title: 'Verlauf', at: 'Wann', actor: 'Wer', change: 'Was', fields: 'Felder', more: 'Früheres', none: 'Kein Verlauf.' },
        pages: {
            of: '%{from}–%{to} von %{total}',
            ofAtLeast: '%{from}–%{to} von mindestens %{total}',
            end: '– hier enden die Seiten, das Übrige findet eine Suche oder ein Filter',
        },
        conflict: {
            title: 'Jemand anderes hat diesen Eintrag geändert',
            text: 'Ihre Änderung wurde nicht gespeichert. Wählen Sie für jedes Feld, welcher Wert gilt.',
            mine: 'Meiner',
            theirs: 'Der andere',
            field: 'Feld',
            take: 'Gewählte Werte speichern',
            empty: '(leer)',
        },
        stock: { title: 'Bestandsbewegungen' },
        dead: {
            replay: 'Nochmals senden',
            replayed: 'Nochmals gesendet: %{smart_count}',
            discard: 'Beiseitelegen',
            discarded: 'Beiseitegelegt: %{smart_count}',
            reason: 'Warum wird es beiseitegelegt?',
            current: 'so, wie der Eintrag jetzt ist',
            original: 'so, wie er war',
            replayTitle: '%{smart_count} nochmals senden',
            discardTitle: '%{smart_count} beiseitelegen',
            attempts: 'Versuche',
            payload: 'Was zu bringen war',
            took: 'Dauer',
            nothing: 'Nichts ist unzustellbar',
            nothingText: 'Jede Änderung ist angekommen oder unterwegs.',
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

export default { ...coreGerman, ...german };
