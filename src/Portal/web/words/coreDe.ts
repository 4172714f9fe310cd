import type { TranslationMessages } from 'react-admin';

/** What react-admin itself says, in German. */
export const coreGerman: TranslationMessages = {
    ra: {
        action: {
            add_filter: 'Filter', add: 'Hinzufügen', back: 'Zurück', bulk_actions: 'Ein Eintrag gewählt |||| %{smart_count} Einträge gewählt', cancel: 'Abbrechen', clear_array_input: 'Liste leeren',
            clear_input_value: 'Wert löschen', clone: 'Kopieren', confirm: 'Bestätigen', create: 'Anlegen', create_item: '%{item} anlegen', delete: 'Löschen', edit: 'Bearbeiten', export: 'Exportieren', list: 'Liste',
            refresh: 'Neu laden', remove_filter: 'Filter entfernen', remove_all_filters: 'Alle Filter entfernen', remove: 'Entfernen', reset: 'Zurücksetzen', save: 'Speichern', search: 'Suchen',
            search_columns: 'Spalten suchen', select_all: 'Alle wählen', select_all_button: 'Alle wählen', select_row: 'Diese Zeile wählen', show: 'Anzeigen', sort: 'Sortieren', undo: 'Rückgängig', unselect: 'Auswahl aufheben',
            expand: 'Aufklappen', close: 'Schließen', open_menu: 'Menü öffnen', close_menu: 'Menü schließen', update: 'Ändern', move_up: 'Nach oben', move_down: 'Nach unten', open: 'Öffnen',
            toggle_theme: 'Hell oder dunkel', select_columns: 'Spalten', update_application: 'Anwendung neu laden',
        },
        boolean: { true: 'Ja', false: 'Nein', null: ' ' },
        page: {
            create: '%{name} anlegen', dashboard: 'Übersicht', edit: '%{name} %{recordRepresentation}', error: 'Etwas ist schiefgegangen', list: '%{name}', loading: 'Wird geladen', not_found: 'Nicht gefunden',
            show: '%{name} %{recordRepresentation}', empty: 'Noch nichts: %{name}.', invite: 'Möchten Sie einen Eintrag anlegen?', access_denied: 'Kein Zugang', authentication_error: 'Fehler bei der Anmeldung',
        },
        input: {
            file: { upload_several: 'Dateien hierher ziehen oder klicken, um welche zu wählen.', upload_single: 'Eine Datei hierher ziehen oder klicken, um sie zu wählen.' },
            image: { upload_several: 'Bilder hierher ziehen oder klicken, um welche zu wählen.', upload_single: 'Ein Bild hierher ziehen oder klicken, um es zu wählen.' },
            references: { all_missing: 'Die verknüpften Einträge sind nicht zu finden.', many_missing: 'Mindestens einer der verknüpften Einträge ist nicht mehr da.', single_missing: 'Der verknüpfte Eintrag ist nicht mehr da.' },
            password: { toggle_visible: 'Passwort verbergen', toggle_hidden: 'Passwort zeigen' },
        },
        message: {
            about: 'Über', access_denied: 'Für diese Seite fehlen Ihnen die Rechte', are_you_sure: 'Sind Sie sicher?', authentication_error: 'Der Server konnte Ihre Anmeldung nicht prüfen.',
            auth_error: 'Ihre Anmeldung konnte nicht geprüft werden.', bulk_delete_content: 'Diesen Eintrag löschen? |||| Diese %{smart_count} Einträge löschen?',
            bulk_delete_title: '%{name} löschen |||| %{smart_count} %{name} löschen', bulk_update_content: '%{name} %{recordRepresentation} ändern? |||| Diese %{smart_count} Einträge ändern?',
            bulk_update_title: '%{name} %{recordRepresentation} ändern |||| %{smart_count} %{name} ändern', clear_array_input: 'Die ganze Liste leeren?', delete_content: 'Diesen Eintrag löschen?',
            delete_title: '%{name} %{recordRepresentation} löschen', details: 'Einzelheiten', error: 'Im Browser ist ein Fehler aufgetreten, die Anfrage wurde nicht ausgeführt.', invalid_form: 'Bitte prüfen Sie die markierten Felder',
            loading: 'Bitte warten', no: 'Nein', not_found: 'Die Adresse ist falsch geschrieben, oder der Link führt ins Leere.', select_all_limit_reached: 'Es sind zu viele; nur die ersten %{max} wurden gewählt.',
            unsaved_changes: 'Einige Änderungen sind nicht gespeichert. Wirklich verwerfen?', yes: 'Ja', placeholder_data_warning: 'Keine Verbindung: Die Daten sind nicht auf dem neuesten Stand.',
        },
        navigation: {
            clear_filters: 'Filter entfernen', no_filtered_results: 'Mit diesen Filtern ist nichts zu finden: %{name}.', no_results: 'Nichts gefunden: %{name}', no_more_results: 'Eine Seite %{page} gibt es nicht. Gehen Sie eine zurück.',
            page_out_of_boundaries: 'Eine Seite %{page} gibt es nicht', page_out_from_end: 'Das ist die letzte Seite', page_out_from_begin: 'Das ist die erste Seite', page_range_info: '%{offsetBegin}–%{offsetEnd} von %{total}',
            partial_page_range_info: '%{offsetBegin}–%{offsetEnd} von mehr als %{offsetEnd}', current_page: 'Seite %{page}', page: 'Zu Seite %{page}', first: 'Zur ersten Seite', last: 'Zur letzten Seite', next: 'Zur nächsten Seite',
            previous: 'Zur vorigen Seite', page_rows_per_page: 'Zeilen je Seite:', skip_nav: 'Zum Inhalt',
        },
        sort: { sort_by: 'Nach %{field_lower_first} %{order} sortieren', ASC: 'aufsteigend', DESC: 'absteigend' },
        auth: { auth_check_error: 'Bitte melden Sie sich an', user_menu: 'Profil', username: 'Benutzername', password: 'Passwort', email: 'E-Mail', sign_in: 'Anmelden', sign_in_error: 'Die Anmeldung ist fehlgeschlagen', logout: 'Abmelden' },
        notification: {
            updated: 'Gespeichert |||| %{smart_count} Einträge gespeichert', created: 'Angelegt', deleted: 'Gelöscht |||| %{smart_count} Einträge gelöscht', bad_item: 'Fehlerhafter Eintrag', item_doesnt_exist: 'Diesen Eintrag gibt es nicht',
            http_error: 'Der Server antwortet nicht', data_provider_error: 'Die Daten konnten nicht gelesen werden.', i18n_error: 'Diese Sprache konnte nicht geladen werden', canceled: 'Abgebrochen',
            logged_out: 'Ihre Sitzung ist beendet, bitte melden Sie sich neu an.', not_authorized: 'Dafür fehlen Ihnen die Rechte.', application_update_available: 'Es gibt eine neue Version.', offline: 'Keine Verbindung. Die Daten konnten nicht geholt werden.',
        },
        validation: {
            required: 'Pflichtfeld', minLength: 'Mindestens %{min} Zeichen', maxLength: 'Höchstens %{max} Zeichen', minValue: 'Mindestens %{min}', maxValue: 'Höchstens %{max}', number: 'Eine Zahl', email: 'Eine gültige E-Mail-Adresse',
            oneOf: 'Eines von: %{options}', regex: 'In dieser Form (regulärer Ausdruck): %{pattern}', unique: 'Muss einmalig sein',
        },
        saved_queries: {
            label: 'Gespeicherte Suchen', query_name: 'Name der Suche', new_label: 'Diese Suche speichern …', new_dialog_title: 'Diese Suche speichern als', remove_label: 'Gespeicherte Suche entfernen',
            remove_label_with_name: 'Suche „%{name}“ entfernen', remove_dialog_title: 'Gespeicherte Suche entfernen?', remove_message: 'Diese Suche aus der Liste der gespeicherten entfernen?', help: 'Liste filtern und die Suche für später speichern',
        },
        guesser: { empty: { title: 'Keine Daten', message: 'Es ist nichts da, was gezeigt werden könnte' } },
        configurable: {
            customize: 'Anpassen', configureMode: 'Diese Seite anpassen', inspector: { title: 'Anpassen', content: 'Zeigen Sie auf einen Teil der Seite, um ihn anzupassen', reset: 'Zurücksetzen', hideAll: 'Alle ausblenden', showAll: 'Alle zeigen' },
            Datagrid: { title: 'Tabelle', unlabeled: 'Spalte %{column} ohne Namen' }, SimpleForm: { title: 'Formular', unlabeled: 'Feld %{input} ohne Namen' },
            SimpleList: { title: 'Liste', primaryText: 'Erste Zeile', secondaryText: 'Zweite Zeile', tertiaryText: 'Dritte Zeile' },
        },
    },
};
