const admin = {
    menu: 'Administration', all: 'all',
    roles: { admin: 'Administrator', auditor: 'Auditor', customer: 'Customer', integrator: 'Integration', manager: 'Manager', sales: 'Sales', support: 'Support', warehouse: 'Warehouse' },
    secret: { once: 'This is shown once and never again. Keep it where nobody else reads it.', kept: 'I have kept it', secret: 'Secret', key: 'Key', copy: 'Copy', copied: 'Copied' },
    users: {
        active: 'active', disabled: 'disabled', customerHint: 'only for people of a customer, who see what is theirs', passwordHint: 'leave empty for a code with which they set their own', code: 'Code', until: 'Good until',
        codeTitle: 'A code for a new password', codeHint: 'Hand this code over. With it they set a password of their own; it counts once, and is shown only now.',
        disable: 'Disable', disableText: 'They are signed out everywhere and can not sign in any more.', enable: 'Enable', enableText: 'They can sign in again.',
        signOut: 'Sign out everywhere', signOutText: 'All their sessions end at once. They can sign in again.', signedOut: 'All sessions are ended.', reset: 'Code for a new password', resetText: 'An older code stops working.',
        noTotp: 'Remove second factor', noTotpText: 'For somebody who lost phone and recovery codes. From then on the password alone is enough.', singleSignOn: 'Single sign-on', sessions: 'Signed in', noSessions: 'Signed in nowhere.',
        kinds: { cookie: 'portal', portal: 'portal', token: 'program', tokens: 'program' }, since: 'since', used: 'last used', end: 'End this session',
    },
    clients: {
        about: 'A program with an identity of its own: it signs in with a secret or a key, and may do what its roles allow.',
        idHint: 'letters, digits, hyphens; how the program calls itself', made: 'The client is there', keys: 'Keys', addKey: 'New key', noKeys: 'No keys. A program can also use the secret of the client.', never: 'never',
        key: { name: 'Name', createdAt: 'Made', lastUsedAt: 'Last used', expiresAt: 'Ends' }, removeKey: 'Remove', removeKeyText: 'Whatever uses this key is refused at once.', keyMade: 'The key is there', expiryHint: 'never, when left empty',
    },
    webhooks: {
        about: 'A webhook tells another program what happened, signed, at once.',
        states: { active: 'active', paused: 'paused', disabled: 'switched off' }, urlHint: 'https://…', eventsHint: 'a star stands for a part, or for all the rest', filterHint: "optional, JMESPath: data.record.address.country == 'GB'",
        made: 'Events go there from now on', waiting: 'Waiting', dead: 'Dead letters', failures: 'Failures in a row', pingDone: 'It answered: HTTP %{status}, %{ms} ms.', pingFailed: 'It did not take the test: HTTP %{status}, %{ms} ms.',
        ping: 'Send a test', pause: 'Pause', resume: 'Switch on', resend: 'Send again', rotate: 'New secret', rotateText: 'For a day both secrets sign, so that the receiver can change over.', rotated: 'The new secret', previousUntil: 'The old one signs until',
        sinceWhen: 'Events since', which: { dead: 'what was not taken', all: 'all of them' }, resent: '%{smart_count} event is sent again |||| %{smart_count} events are sent again',
        log: 'Log', log_: { at: 'When', event: 'Event', record: 'Record', state: 'State', attempts: 'Attempts' }, nothingSent: 'Nothing was sent yet.', sent: 'What was sent', resendOne: 'Send it again', resentOne: 'It is sent again.',
    },
    audit: {
        title: 'Audit log', number: 'No.', at: 'When', actor: 'Who', action: 'What', target: 'On what', note: 'Note', since: 'From', until: 'Until', refused: 'Refused', onlyRefused: 'only refused', onlyAllowed: 'only done', refused_: 'refused',
        examples: { actor: 'user:1', action: 'order:changed', target: 'orders/42' }, none: 'Nothing was done that fits.', sealed: 'sealed: a change of it would be found',
        seal: 'The newest seal', sealText: 'Each entry is bound to the one before it. Write this seal down elsewhere: with it a check proves that nothing before it was changed or taken away. The check runs on the server:', anchor: 'Seal', noSeal: 'There is no seal yet.',
    },
};

export const resources = {
    clients: { name: 'API client |||| API clients', fields: { id: 'Id', clientId: 'Client id', name: 'Name', roles: 'Roles', scopes: 'Limited to', dialect: 'Dialect', disabled: 'Disabled', updatedAt: 'Changed' } },
    webhooks: { name: 'Webhook |||| Webhooks', fields: { id: 'Id', url: 'Address', events: 'Events', filter: 'Filter', description: 'Description', enabled: 'Switched on', status: 'State', updatedAt: 'Changed' } },
};

export default admin;
