import type en from './en';

const words: typeof en = {
    title: 'Importieren', what: 'Was in der Datei steht', notAllowed: 'Ihre Rolle bringt keine Daten aus Dateien herein.',
    kinds: { customers: 'Kunden', products: 'Artikel', stock: 'Zählungen', orders: 'Aufträge', tickets: 'Tickets' },
    about: {
        customers: 'Ein Kunde wird an Fremdschlüssel oder E-Mail erkannt. Dieselbe Datei noch einmal ändert nichts.',
        products: 'Ein Artikel wird an Fremdschlüssel oder Artikelnummer erkannt. Eine Spalte mit Bestand ist eine Zählung von jetzt.',
        stock: 'Eine Zeile je Artikel: was gezählt wurde, und wann.',
        orders: 'Eine Zeile je Position. Zeilen mit demselben Fremdschlüssel sind ein Auftrag.',
        tickets: 'Ein Ticket wird an seinem Fremdschlüssel erkannt.',
    },
    drop: 'Datei hierher ziehen, oder klicken und auswählen', other: 'Andere Datei', formats: 'CSV, Excel (.xlsx), JSON, auch mit gzip gepackt; in jeder Größe',
    looking: 'Die Datei wird angesehen', howRead: 'Wie die Datei gelesen wird', mapping: 'Welche Spalte was ist', preview: 'Was sich ändern würde',
    charset: 'Zeichensatz', separator: 'Zellen getrennt durch', decimal: 'Dezimalzeichen', source: 'Fremdschlüssel gehören zu', mode: 'Aufträge werden', currency: 'Währung', dates: 'Form der Zeiten',
    zone: 'Zeitzone', returns: 'Rückgaben beginnen mit', products: 'Unbekannte Artikel',
    auto: 'wird erkannt', found: 'erkannt: %{value}', from: { given: 'wie angegeben', recognised: 'eindeutig', guessed: 'vermutet: Namen und Beträge unten ansehen', default: 'wie üblich' },
    signs: { comma: 'Komma ,', semicolon: 'Semikolon ;', tab: 'Tabulator', pipe: 'Strich |', ',': 'Komma: 12,50', '.': 'Punkt: 12.50' },
    modes: { place: 'jetzt aufgegeben', history: 'Vergangenheit, wie sie war', inflight: 'unterwegs, wie sie sind' },
    modeHints: { place: 'Preise des Katalogs; Bestand wird reserviert', history: 'Zeiten, Stände und Preise bleiben; kein Bestand bewegt sich', inflight: 'Stände bleiben; was noch da ist, wird reserviert' },
    unknown: { refuse: 'ihre Zeilen ablehnen', create: 'anlegen' },
    sourceHint: 'etwa erp oder shop', currencyHint: 'von Zeilen ohne eigene', datesHint: 'wenn nicht ISO 8601', zoneHint: 'sonst UTC', returnsHint: 'Buchstaben vor dem Fremdschlüssel',
    column: 'Spalte der Datei', becomes: 'Wird zu', sample: 'Zum Beispiel', becomesOf: 'Was aus der Spalte %{column} wird', leaveOut: 'weggelassen', fields: {},
    firstRows: 'Die ersten %{smart_count} Zeilen:', allRows: 'Eine Zeile: |||| Alle %{smart_count} Zeilen:', noRows: 'Unter der Kopfzeile steht nichts.',
    row: 'Zeile', line: 'In der Datei', outcome: 'Ergebnis', why: 'Warum', outcomes: { created: 'neu', updated: 'geändert', unchanged: 'unverändert', refused: 'abgelehnt' },
    stockLater: 'Ob der Bestand reicht, zeigt sich erst, wenn die Aufträge aufgegeben werden.',
    start: 'Importieren', sending: 'Die Datei wird gesendet', writing: 'Die letzten Zeilen werden geschrieben', done: 'Der Import ist fertig', failed: 'Der Import wurde unterbrochen',
    soFar: '%{part} gesendet, %{rows} Zeilen sind drin', stop: 'Anhalten', stopped: 'Sie haben ihn angehalten.', goOn: 'Fortsetzen', kept: '%{rows} Zeilen sind drin und bleiben. Danach geht es weiter.',
    show: 'Einträge zeigen', verdicts: 'Ergebnis jeder Zeile (CSV)', next: 'Noch eine Datei', moreRefused: 'Die übrigen stehen in der Datei mit allen Ergebnissen.',
    unreachable: 'Der Server ist gerade nicht erreichbar.',
};

export default words;
