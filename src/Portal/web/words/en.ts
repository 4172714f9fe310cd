import english from 'ra-language-english';
import admin, { resources as adminResources } from './admin/en';
import choices from './choices/en';
import custom from './custom/en';
import fields from './fields/en';
import imports from './imports/en';
import records from './records/en';
import reports from './reports/en';
import { signInEnglish } from './signInEn';
import { syncEnglish } from './syncEn';

export const portalEnglish = {
    portal: {
        sync: syncEnglish,
        home: 'Home',
        search: 'Search',
        searchHint: 'Search customers, orders, products …',
        nothingFound: 'Nothing found',
        ...signInEnglish,
        menu: { sync: 'Synchronisation', mend: 'Put right', records: 'Records' },
        home_: {
            revenue: 'Revenue of the last 30 days',
            tickets: 'Tickets due next',
            noTickets: 'No ticket is open.',
            shortages: 'Stock that runs short',
            noShortages: 'No order waits for stock.',
            deadLetters: 'Dead letters',
            noDeadLetters: 'Every change has arrived.',
            orders: 'Newest orders',
            noOrders: 'No orders yet.',
            live: 'Live',
            offline: 'Not connected; trying again',
        },
        order: {
            steps: 'Life of the order',
            next: 'Next step',
            cancel: 'Cancel order',
            lines: 'Lines',
            total: 'Total',
            moved: 'The order is %{status} now.',
            confirm: 'Set the order to %{status}?',
        },
        ticket: {
            answer: 'Answer',
            internal: 'Internal note',
            public: 'Answer to the customer',
            send: 'Send',
            comments: 'Conversation',
            none: 'Nobody has answered yet.',
            visibility: 'Who sees it',
            sent: 'Sent',
        },
        files: { title: 'Files', add: 'Add a file', none: 'No files.', remove: 'Remove %{name}' },
        customer: {
            orders: 'Orders',
            tickets: 'Tickets',
            packages: 'Packages',
            links: 'Known elsewhere as',
            owed: 'Money owed',
            partial: 'Some of it could not be read right now.',
            none: 'None',
        },
        history: { title: 'History', at: 'When', actor: 'Who', change: 'What', fields: 'Fields', more: 'Earlier', none: 'No history.' },
        pages: {
            of: '%{from}–%{to} of %{total}',
            ofAtLeast: '%{from}–%{to} of at least %{total}',
            end: '– the pages end here, a search or filter finds the rest',
        },
        conflict: {
            title: 'Somebody else changed this record',
            text: 'Your change was not saved. Choose for each field which value counts.',
            mine: 'Mine',
            theirs: 'Theirs',
            field: 'Field',
            take: 'Save the chosen values',
            empty: '(empty)',
        },
        stock: { title: 'Stock movements' },
        dead: {
            replay: 'Replay',
            replayed: 'Sent again: %{smart_count}',
            discard: 'Set aside',
            discarded: 'Set aside: %{smart_count}',
            reason: 'Why is it set aside?',
            current: 'as the record is now',
            original: 'as it was',
            replayTitle: 'Replay %{smart_count} dead letters',
            discardTitle: 'Set %{smart_count} dead letters aside',
            attempts: 'Attempts',
            payload: 'What was to be brought',
            took: 'Took',
            nothing: 'Nothing is dead',
            nothingText: 'Every change has arrived, or is on its way.',
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

export type PortalWords = typeof portalEnglish;
export default { ...english, ...portalEnglish, ra: { ...english.ra, page: { ...english.ra.page, dashboard: portalEnglish.portal.home } } };
