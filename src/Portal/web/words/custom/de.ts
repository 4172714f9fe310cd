import type en from './en';

const custom: typeof en = {
    title: 'Eigene Felder',
    text:
        'Was Ihre Datensätze über das hinaus sagen, was jede Installation hat. Werte lassen sich finden, auflisten, einlesen, ausgeben ' +
        'und abgleichen.',
    kinds: 'Arten von Datensätzen',
    none: 'Noch keine Felder.',
    add: 'Feld hinzufügen',
    remove: 'Entfernen',
    removeText: 'Vorhandene Werte bleiben in ihren Datensätzen, aber Listen, Formulare und Dateien kennen sie nicht mehr.',
    removed: 'Das Feld ist entfernt.',
    fields: {
        name: 'Name',
        type: 'Art des Werts',
        required: 'Pflicht',
        limits: 'Grenzen',
        choices: 'Auswahl',
        description: 'Beschreibung',
    },
    types: {
        text: 'Text',
        number: 'Zahl',
        money: 'Geldbetrag',
        date: 'Tag',
        instant: 'Tag und Uhrzeit',
        boolean: 'Ja oder nein',
        choice: 'Auswahl',
    },
    nameHint: 'ein kleiner Buchstabe, dann Buchstaben, Ziffern und Unterstriche; er ändert sich nie',
    choicesHint: 'je Zeile eine',
    requiredHint: 'verlangt von den Mitarbeitern, wo ein Datensatz angelegt wird und wo sich seine Werte ändern',
    min: { length: 'Mindestens so viele Zeichen', value: 'Mindestens' },
    max: { length: 'Höchstens so viele Zeichen', value: 'Höchstens' },
    atLeast: 'mindestens %{min}',
    from: '%{name} ab',
    to: '%{name} unter',
};
export default custom;
