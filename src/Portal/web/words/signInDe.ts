import type { SignInWords } from './signInEn';

export const signInGerman: SignInWords = {
    signIn: {
        title: 'Bei Lockstep anmelden', email: 'E-Mail', password: 'Passwort', totp: 'Code aus Ihrer Authenticator-App', newPassword: 'Neues Passwort',
        totpHint: 'Geben Sie den Code ein, den Ihre Authenticator-App zeigt, oder einen Ihrer Ersatzcodes.',
        newPasswordHint: 'Dieses Passwort galt nur für das erste Mal. Wählen Sie ein eigenes, mindestens 12 Zeichen.',
        passwordHint: 'Mindestens 12 Zeichen; am besten mehrere Wörter, die niemand zusammen erwartet',
        submit: 'Anmelden', sso: 'Mit dem Konto Ihrer Organisation anmelden', cookie: 'Sie sind angemeldet, aber der Browser hat das Cookie nicht behalten.',
        forgot: 'Passwort vergessen?', register: 'Neu hier? Als Kunde registrieren', again: 'Ihre Sitzung ist beendet',
        againText: 'Melden Sie sich wieder an, um weiterzumachen. Was Sie eingegeben haben, ist noch da.', leave: 'Diese Seite verlassen',
    },
    reset: {
        title: 'Neues Passwort', hint: 'Wir senden Ihnen einen Code, falls es einen Benutzer mit dieser Adresse gibt.', ask: 'Code senden', have: 'Ich habe einen Code',
        sent: 'Falls es einen Benutzer mit dieser Adresse gibt, ist eine Mail mit einem Code unterwegs. Kommt keine, fragen Sie Ihre Administration nach einem Code.',
        code: 'Code', set: 'Passwort setzen', done: 'Ihr Passwort ist gesetzt. Melden Sie sich damit an.', back: 'Zurück zur Anmeldung',
    },
    register: {
        title: 'Als Kunde registrieren', name: 'Ihr Name', submit: 'Registrieren', confirm: 'Bestätigen', again: 'Noch einen Code senden',
        mailed: 'Wir haben einen Code an %{email} gesandt. Geben Sie ihn hier ein.',
    },
    account: {
        title: 'Ihr Konto', password: 'Passwort', currentPassword: 'Jetziges Passwort', changePassword: 'Passwort ändern',
        passwordChanged: 'Ihr Passwort ist geändert. Alle anderen Sitzungen sind beendet.',
        factor: 'Zweiter Faktor', factorText: 'Ein Code aus einer App auf Ihrem Telefon, der bei jeder Anmeldung zusätzlich verlangt wird.', on: 'an', off: 'aus',
        setUp: 'Einrichten', takeAway: 'Wegnehmen', turnOn: 'Einschalten', next: 'Weiter', factorGone: 'Der zweite Faktor ist weg.',
        secretText: 'Geben Sie diesen Schlüssel in Ihre Authenticator-App ein, dann hier den Code, den sie zeigt.', openApp: 'App auf diesem Gerät öffnen',
        recovery: 'Bewahren Sie diese Codes sicher auf. Jeder lässt Sie einmal herein, wenn das Telefon weg ist; sie werden nicht noch einmal gezeigt.',
        copy: 'Kopieren', kept: 'Ich habe sie aufbewahrt',
        sessions: 'Wo Sie angemeldet sind', none: 'Sonst nirgends.', browser: 'Browser', program: 'Programm', thisOne: 'diese', end: 'Beenden',
        ended: 'Die Sitzung ist beendet.', everywhere: 'Überall abmelden',
        everywhereText: 'Alle Ihre Sitzungen enden, auch diese. Sie müssen sich neu anmelden.',
    },
};
