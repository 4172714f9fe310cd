import type en from './en';

const words: typeof en = {
    title: 'Auswertungen', notAllowed: 'Ihre Rolle sieht keine Auswertungen.', csv: 'CSV für Excel', table: 'Die Zahlen', truncated: 'Es gibt mehr Zeilen als diese.', empty: 'In diesem Zeitraum ist nichts.',
    names: { sales: 'Umsatz', products: 'Artikel', customers: 'Kunden', cohorts: 'Wiederkäufe', stock: 'Knapper Bestand', tickets: 'Tickets', sync: 'Zustellungen', schedules: 'Zeitpläne' },
    about: {
        sales: 'Aufträge, die nicht storniert sind, abzüglich Rückgaben.', products: 'Was am besten geht, oder kaum.', customers: 'Wer angelegt wurde, zum ersten Mal kaufte, und wer ausbleibt.',
        cohorts: 'Von denen, die in einem Monat zuerst kauften: wie viele in jedem Monat danach wieder kauften.', stock: 'Was fehlt, oder nicht lange reicht.',
        tickets: 'Wie viele kamen, wie schnell geantwortet wurde, und was zu spät kam.', sync: 'Was jeder Ablauf gebracht hat, und was wartet oder unzustellbar ist.',
    },
    range: 'Zeitraum', from: 'Von', to: 'Bis (einschließlich)',
    ranges: {
        today: 'heute', yesterday: 'gestern', 'this-week': 'diese Woche', 'last-week': 'letzte Woche', 'last-30-days': 'letzte 30 Tage', 'this-month': 'dieser Monat', 'last-month': 'letzter Monat',
        'last-90-days': 'letzte 90 Tage', 'this-year': 'dieses Jahr', 'last-year': 'letztes Jahr', 'last-365-days': 'letzte 365 Tage', own: 'eigener Zeitraum …',
    },
    asks: { by: 'Nach', rank: 'Rang', sort: 'Geordnet nach', lostAfter: 'Verloren nach Tagen', below: 'Weniger als', days: 'Reicht weniger Tage als' },
    words: { day: 'Tag', week: 'Woche', month: 'Monat', status: 'Status', country: 'Land', customer: 'Kunde', product: 'Artikel', queue: 'Warteschlange', priority: 'Dringlichkeit', best: 'die besten', slow: 'die langsamsten', revenue: 'Umsatz', units: 'Stück' },
    columns: {
        day: 'Tag', week: 'Woche', month: 'Monat', status: 'Status', country: 'Land', customerId: 'Kunde', name: 'Name', productId: 'Artikel', sku: 'Artikelnummer', orders: 'Aufträge', returns: 'Rückgaben', gross: 'Brutto',
        refunds: 'Erstattet', revenue: 'Umsatz', cancelled: 'Storniert', units: 'Stück', returned: 'Zurück', entered: 'Angelegt', new: 'Erstkäufer', lost: 'Verloren', cohort: 'Zuerst gekauft', monthsLater: 'Monate später',
        customers: 'Kunden', active: 'Kauften wieder', onHand: 'Bestand', reserved: 'Reserviert', available: 'Verfügbar', sold: 'Verkauft', daysLeft: 'Reicht Tage', queue: 'Warteschlange', priority: 'Dringlichkeit', tickets: 'Tickets', open: 'Offen',
        answered: 'Beantwortet', firstAnswerMeanSeconds: 'Erste Antwort, im Mittel', firstAnswerMaxSeconds: 'Erste Antwort, längste', firstAnswersLate: 'Spät beantwortet', resolved: 'Gelöst', solutionMeanSeconds: 'Lösung, im Mittel',
        solutionMaxSeconds: 'Lösung, längste', solutionsLate: 'Zu spät', flow: 'Ablauf', target: 'Nach', delivered: 'Zugestellt', skipped: 'Übergangen', dead: 'Unzustellbar', waiting: 'Wartet', behindSeconds: 'Im Rückstand',
        lastDelivered: 'Zuletzt zugestellt', meanSeconds: 'Mittlere Dauer', maxSeconds: 'Längste Dauer',
    },
    schedules: {
        about: 'Auswertungen, die von selbst gesendet werden, im Namen dessen, der den Zeitplan angelegt hat.', add: 'Neuer Zeitplan', none: 'Noch wird keine Auswertung von selbst gesendet.', name: 'Name', report: 'Auswertung', when: 'Wann', where: 'Wohin',
        next: 'Nächstes Mal', last: 'Letztes Mal', stopped: 'angehalten', retry: 'Nochmals versuchen', never: 'noch nie', deleteText: 'Diesen Zeitplan löschen? Was noch nicht gesendet wurde, wird nicht gesendet.', range: 'Zeitraum', often: 'Wie oft', own: 'wie nebenan',
        daily: 'täglich um 6', weekly: 'montags um 6', monthly: 'am Ersten um 6', cron: 'Zeit', cronHint: 'Minute, Stunde, Tag, Monat, Wochentag', zone: 'Zeitzone', mail: 'Per Mail an', mailHint: 'Adressen, mit Komma dazwischen',
        folder: 'In den Ordner', folderHint: 'kleine Buchstaben, Ziffern und Bindestriche; unter dem Ordner der Auswertungen', format: 'Format',
        states: { pending: 'wartet', waiting: 'wartet', sent: 'gesendet', done: 'gesendet', failed: 'aufgegeben' },
    },
};

export default words;
