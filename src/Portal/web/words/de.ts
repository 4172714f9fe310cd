import { coreGerman } from './coreDe';
import admin, { resources as adminResources } from './admin/de';
import imports from './imports/de';
import records from './records/de';
import reports from './reports/de';
import type { PortalWords } from './en';
import { signInGerman } from './signInDe';
import { syncGerman } from './syncDe';

const german: PortalWords = {
    portal: {
        sync: syncGerman,
        home: 'Übersicht', search: 'Suchen', searchHint: 'Kunden, Aufträge, Artikel suchen …', nothingFound: 'Nichts gefunden',
        ...signInGerman,
        menu: { sync: 'Abgleich', mend: 'In Ordnung bringen', records: 'Daten' },
        home_: { revenue: 'Umsatz der letzten 30 Tage', tickets: 'Als Nächstes fällige Tickets', noTickets: 'Kein Ticket ist offen.', shortages: 'Fehlender Bestand',
            noShortages: 'Kein Auftrag wartet auf Ware.', deadLetters: 'Unzustellbares', noDeadLetters: 'Jede Änderung ist angekommen.', orders: 'Neueste Aufträge', noOrders: 'Noch keine Aufträge.',
            live: 'Live', offline: 'Nicht verbunden; neuer Versuch läuft' },
        order: { steps: 'Weg des Auftrags', next: 'Nächster Schritt', cancel: 'Auftrag stornieren', lines: 'Positionen', total: 'Summe', moved: 'Der Auftrag ist jetzt %{status}.', confirm: 'Den Auftrag auf %{status} setzen?' },
        ticket: { answer: 'Antwort', internal: 'Interne Notiz', public: 'Antwort an den Kunden', send: 'Senden', comments: 'Verlauf', none: 'Noch hat niemand geantwortet.', visibility: 'Wer es sieht', sent: 'Gesendet' },
        files: { title: 'Dateien', add: 'Datei hinzufügen', none: 'Keine Dateien.', remove: '%{name} entfernen' },
        customer: { orders: 'Aufträge', tickets: 'Tickets', packages: 'Pakete', links: 'Anderswo bekannt als', owed: 'Offene Beträge', partial: 'Ein Teil konnte gerade nicht gelesen werden.', none: 'Keine' },
        history: { title: 'Verlauf', at: 'Wann', actor: 'Wer', change: 'Was', fields: 'Felder', more: 'Früheres', none: 'Kein Verlauf.' },
        conflict: { title: 'Jemand anderes hat diesen Eintrag geändert', text: 'Ihre Änderung wurde nicht gespeichert. Wählen Sie für jedes Feld, welcher Wert gilt.', mine: 'Meiner', theirs: 'Der andere', field: 'Feld', take: 'Gewählte Werte speichern', empty: '(leer)' },
        stock: { title: 'Bestandsbewegungen' },
        dead: { replay: 'Nochmals senden', replayed: 'Nochmals gesendet: %{smart_count}', discard: 'Beiseitelegen', discarded: 'Beiseitegelegt: %{smart_count}', reason: 'Warum wird es beiseitegelegt?', current: 'so, wie der Eintrag jetzt ist', original: 'so, wie er war', replayTitle: '%{smart_count} nochmals senden', discardTitle: '%{smart_count} beiseitelegen', attempts: 'Versuche', payload: 'Was zu bringen war', took: 'Dauer', nothing: 'Nichts ist unzustellbar', nothingText: 'Jede Änderung ist angekommen oder unterwegs.' },
    },
    admin, imports, records, reports,
    resources: {
        ...adminResources,
        customers: { name: 'Kunde |||| Kunden', fields: { id: 'Nr.', name: 'Name', organisation: 'Firma', email: 'E-Mail', phone: 'Telefon', status: 'Status', externalId: 'Fremdschlüssel', source: 'Herkunft', createdAt: 'Angelegt', updatedAt: 'Geändert', country: 'Land', q: 'Suche',
            address: { line: 'Straße', city: 'Ort', region: 'Region', postalCode: 'Postleitzahl', country: 'Land' } } },
        products: { name: 'Artikel |||| Artikel', fields: { id: 'Nr.', sku: 'Artikelnummer', name: 'Name', description: 'Beschreibung', price: 'Preis', currency: 'Währung', status: 'Status', externalId: 'Fremdschlüssel', q: 'Suche', updatedAt: 'Geändert', createdAt: 'Angelegt',
            stock: { onHand: 'Bestand', reserved: 'Reserviert', available: 'Verfügbar' } } },
        orders: { name: 'Auftrag |||| Aufträge', fields: { id: 'Nr.', kind: 'Art', customerId: 'Kunde', customerName: 'Kunde', status: 'Status', currency: 'Währung', totalAmount: 'Summe', reference: 'Bestellzeichen', erpReference: 'Zeichen im ERP', placedAt: 'Bestellt', updatedAt: 'Geändert', q: 'Suche', items: 'Positionen', from: 'Von', to: 'Bis',
            sku: 'Artikelnummer', name: 'Name', quantity: 'Menge', unitPrice: 'Preis', discount: 'Rabatt', lineTotal: 'Betrag', productId: 'Artikel' } },
        tickets: { name: 'Ticket |||| Tickets', fields: { id: 'Nr.', customerId: 'Kunde', orderId: 'Auftrag', requester: 'Von', subject: 'Betreff', description: 'Beschreibung', priority: 'Dringlichkeit', status: 'Status', assignee: 'Zuständig', queue: 'Warteschlange', tags: 'Schlagworte', dueAt: 'Fällig', createdAt: 'Angelegt', updatedAt: 'Geändert', q: 'Suche' } },
        packages: { name: 'Paket |||| Pakete', fields: { id: 'Nr.', customerId: 'Kunde', customerName: 'Kunde', kind: 'Art', status: 'Status', updatedAt: 'Geändert', createdAt: 'Angelegt' } },
        users: { name: 'Benutzer |||| Benutzer', fields: { id: 'Nr.', name: 'Name', email: 'E-Mail', roles: 'Rollen', customerId: 'Kunde', disabled: 'Gesperrt', hasTotp: 'Zweiter Faktor', updatedAt: 'Geändert', q: 'Suche', role: 'Rolle', password: 'Passwort' } },
        'dead-letters': { name: 'Unzustellbares |||| Unzustellbares', fields: { fingerprint: 'Wie dieses', id: 'Nr.', flow: 'Ablauf', target: 'Ziel', subject: 'Eintrag', cause: 'Grund', message: 'Meldung', attempts: 'Versuche', createdAt: 'Angelegt', finishedAt: 'Unzustellbar seit', version: 'Version', state: 'Zustand' } },
        systems: { name: 'System |||| Systeme' },
        conflicts: { name: 'Konflikt |||| Konflikte', fields: { id: 'Nr.', flow: 'Ablauf', kind: 'Art', path: 'Feld', state: 'Zustand', openedAt: 'Gefunden', left: 'Links', right: 'Rechts' } },
        links: { name: 'Verknüpfung |||| Verknüpfungen', fields: { id: 'Nr.', flow: 'Ablauf', leftId: 'Nr. links', rightId: 'Nr. rechts', state: 'Zustand', how: 'Wie', linkedAt: 'Seit', changedAt: 'Zuletzt einig' } },
        hooks: { name: 'Webhook |||| Webhooks', fields: { isErased: 'Gelöscht', id: 'Nr.', flow: 'Ablauf', state: 'Zustand', senderId: 'Nr. des Absenders', size: 'Bytes', receivedAt: 'Empfangen', finishedAt: 'Fertig', records: 'Einträge', attempts: 'Fehlversuche', repeats: 'Kam nochmals', reason: 'Grund' } },
        deliveries: { name: 'Zustellung |||| Zustellungen', fields: { id: 'Nr.', flow: 'Ablauf', target: 'Ziel', subject: 'Eintrag', state: 'Zustand', version: 'Fassung', attempts: 'Fehlversuche', createdAt: 'Angelegt', dueAt: 'Nächster Versuch', finishedAt: 'Beendet', targetId: 'Nr. dort', cause: 'Grund', message: 'Meldung' } },
        flows: { name: 'Ablauf |||| Abläufe', fields: { name: 'Name', description: 'Beschreibung', source: 'Von', kind: 'Eintrag', target: 'Nach', targetKind: 'Wird zu', trigger: 'Auslöser' } },
    },
    choices: {
        active: 'aktiv', inactive: 'inaktiv', sale: 'Verkauf', return: 'Rückgabe',
        NEW: 'neu', PROCESSING: 'in Arbeit', SHIPPED: 'versandt', DELIVERED: 'geliefert', INVOICED: 'berechnet', COMPLETED: 'abgeschlossen', CANCELLED: 'storniert',
        open: 'offen', in_progress: 'in Arbeit', waiting: 'wartet', resolved: 'gelöst', closed: 'geschlossen', low: 'niedrig', normal: 'normal', high: 'hoch', urgent: 'dringend',
        Pending: 'wartet', Packed: 'gepackt', Shipped: 'versandt', Delivered: 'geliefert', Cancelled: 'storniert', welcome: 'Begrüßung', parcel: 'Paket',
        event: 'Ereignis', poll: 'Abfrage', unavailable: 'nicht erreichbar', quota: 'Kontingent', 'sign-in': 'Anmeldung', 'target-refused': 'abgelehnt', mapping: 'Zuordnung', validation: 'ungültig', 'outcome-unknown': 'Ausgang unbekannt', unlinked: 'nicht verknüpft', 'our-bug': 'unser Fehler', 'not-found': 'nicht gefunden', 'version-conflict': 'Versionskonflikt',
        dead: 'unzustellbar', pending: 'wartet', blocked: 'blockiert', delivered: 'zugestellt', skipped: 'übergangen',
        created: 'angelegt', changed: 'geändert', deleted: 'gelöscht',
        running: 'läuft', paused: 'angehalten', done: 'fertig', finished: 'fertig', cancelled: 'abgebrochen', failed: 'gescheitert', due: 'fällig', received: 'wartet', decided: 'entschieden', settled: 'erledigt', stuck: 'hängt fest', retrying: 'wird nochmals versucht', discarded: 'geschlossen',
    },
};

export default { ...coreGerman, ...german };
