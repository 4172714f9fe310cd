import type en from './en';

const words: typeof en = {
    next: 'Weiter: %{status}', print: 'Drucken', bulk: { title: 'Ein Eintrag |||| %{smart_count} Einträge', progress: 'So weit', done: 'Ein Eintrag ist geändert. |||| %{smart_count} Einträge sind geändert.', go: 'Ändern', status: 'Status ändern', priority: 'Dringlichkeit ändern', next: 'Nächster Schritt', take: 'Übernehmen' },
    merge: {
        title: 'Aus zweien einen machen', open: 'Zusammenführen …', text: 'Wählen Sie den Eintrag, der derselbe Kunde ist. Er geht; seine Aufträge, Tickets und Pakete kommen hierher.', other: 'Der andere Eintrag', field: 'Feld', here: 'Dieser', there: 'Der andere',
        go: 'Zusammenführen', done: 'Sie sind jetzt einer. Was beiden gehört, folgt gleich.', list: 'Zusammengeführt', from: 'Kunde %{id} ist ein Teil von diesem', into: 'Dieser ist ein Teil von Kunde %{id}', undo: 'Rückgängig', undoText: 'Der Kunde ist wieder da, mit allem, was er hatte.', undone: 'Es ist rückgängig gemacht.',
        by: 'von', until: 'rückgängig bis', states: { following: 'Einträge folgen', done: 'fertig', undoing: 'wird rückgängig gemacht', undone: 'rückgängig gemacht' },
    },
    notes: { title: 'Notizen', add: 'Neue Notiz', save: 'Speichern', none: 'Keine Notizen.', remove: 'Diese Notiz löschen', hint: 'Der Kunde sieht sie nicht' },
    changes: { title: 'Letzte Änderungen', missing: 'Gerade nicht gelesen: %{parts}' },
    ticket: { assign: 'Übernehmen', assigned: 'Es gehört Ihnen.', release: 'Zurückgeben', mine: 'Meine', mineHint: 'um die ich mich kümmere', late: 'Fällig bis', template: 'Fertige Antwort', noTemplate: 'keine', then: 'und dann', stay: 'so lassen', firstAnswer: 'Erste Antwort fällig', nobody: 'niemand', facts: 'Zuständig' },
    stock: {
        onHand: 'Bestand', reserved: 'Reserviert', at: 'Wann', kind: 'Was', quantity: 'Wie viel', reason: 'Warum', actor: 'Wer', left: 'Bleibt', enter: 'Bewegung eintragen', save: 'Speichern', saved: 'Es ist eingetragen.', none: 'Nichts hat sich bewegt.',
        kinds: { receipt: 'kam herein', receive: 'kam herein', issue: 'ging hinaus', ship: 'versandt', reserve: 'reserviert', release: 'freigegeben', count: 'gezählt', adjustment: 'berichtigt', adjust: 'berichtigt', return: 'kam zurück' },
    },
    home: {
        late: 'Verspätete Abläufe', dead: 'Unzustellbar', conflicts: 'Konflikte', waiting: 'Wartende Änderungen', short: 'Knappe Artikel', overdue: 'Überfällige Tickets', today: 'Aufträge heute', stuck: 'Hängende Lageraufgaben', orders: 'Aufträge der letzten 30 Tage',
        flows: 'Wie frisch die Abläufe sind', fresh: 'frisch', isLate: 'verspätet', paused: 'pausiert', behind: 'im Rückstand', noFlows: 'Kein Ablauf ist in Kraft.', units: '%{available} verfügbar, %{shortage} fehlen', all: 'alle',
    },
    first: {
        title: 'Erste Schritte', text: 'Drei Schritte, bis der erste Eintrag mit einem anderen System im Gleichschritt ist.', hide: 'Ausblenden', import: 'Kunden aus einer Datei holen', importText: 'Was sich ändern würde, wird vorher gezeigt.',
        connect: 'Ein System verbinden', connectText: 'Eine Datei im Ordner der Systeme sagt, wo es ist; hier wird es geprüft.', people: 'Leute einladen', peopleText: 'Jede Person mit einer Rolle und einem Code für ein eigenes Passwort.',
        synced: 'Einen Eintrag ankommen sehen', syncedText: 'Ein Ablauf bringt jede Änderung in das andere System.', done: 'erledigt',
    },
};

export default words;
