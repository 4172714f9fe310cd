import english from 'ra-language-english';
import admin, { resources as adminResources } from './admin/en';
import imports from './imports/en';
import records from './records/en';
import reports from './reports/en';
import { signInEnglish } from './signInEn';
import { syncEnglish } from './syncEn';

export const portalEnglish = {
    portal: {
        sync: syncEnglish,
        home: 'Home', search: 'Search', searchHint: 'Search customers, orders, products …', nothingFound: 'Nothing found',
        ...signInEnglish,
        menu: { sync: 'Synchronisation', mend: 'Put right', records: 'Records' },
        home_: { revenue: 'Revenue of the last 30 days', tickets: 'Tickets due next', noTickets: 'No ticket is open.', shortages: 'Stock that runs short',
            noShortages: 'No order waits for stock.', deadLetters: 'Dead letters', noDeadLetters: 'Every change has arrived.', orders: 'Newest orders', noOrders: 'No orders yet.',
            live: 'Live', offline: 'Not connected; trying again' },
        order: { steps: 'Life of the order', next: 'Next step', cancel: 'Cancel order', lines: 'Lines', total: 'Total', moved: 'The order is %{status} now.',
            confirm: 'Set the order to %{status}?' },
        ticket: { answer: 'Answer', internal: 'Internal note', public: 'Answer to the customer', send: 'Send', comments: 'Conversation', none: 'Nobody has answered yet.', visibility: 'Who sees it', sent: 'Sent' },
        files: { title: 'Files', add: 'Add a file', none: 'No files.', remove: 'Remove %{name}' },
        customer: { orders: 'Orders', tickets: 'Tickets', packages: 'Packages', links: 'Known elsewhere as', owed: 'Money owed', partial: 'Some of it could not be read right now.', none: 'None' },
        history: { title: 'History', at: 'When', actor: 'Who', change: 'What', fields: 'Fields', more: 'Earlier', none: 'No history.' },
        conflict: { title: 'Somebody else changed this record', text: 'Your change was not saved. Choose for each field which value counts.', mine: 'Mine', theirs: 'Theirs', field: 'Field', take: 'Save the chosen values', empty: '(empty)' },
        stock: { title: 'Stock movements' },
        dead: { replay: 'Replay', replayed: 'Sent again: %{smart_count}', discard: 'Set aside', discarded: 'Set aside: %{smart_count}', reason: 'Why is it set aside?', current: 'as the record is now', original: 'as it was', replayTitle: 'Replay %{smart_count} dead letters', discardTitle: 'Set %{smart_count} dead letters aside', attempts: 'Attempts', payload: 'What was to be brought', took: 'Took', nothing: 'Nothing is dead', nothingText: 'Every change has arrived, or is on its way.' },
    },
    admin, imports, records, reports,
    resources: {
        ...adminResources,
        customers: { name: 'Customer |||| Customers', fields: { id: 'Id', name: 'Name', organisation: 'Organisation', email: 'E-mail', phone: 'Phone', status: 'Status', externalId: 'External id', source: 'Source', createdAt: 'Created', updatedAt: 'Changed', country: 'Country', q: 'Search',
            address: { line: 'Street', city: 'City', region: 'Region', postalCode: 'Postal code', country: 'Country' } } },
        products: { name: 'Product |||| Products', fields: { id: 'Id', sku: 'SKU', name: 'Name', description: 'Description', price: 'Price', currency: 'Currency', status: 'Status', externalId: 'External id', q: 'Search', updatedAt: 'Changed', createdAt: 'Created',
            stock: { onHand: 'On hand', reserved: 'Reserved', available: 'Available' } } },
        orders: { name: 'Order |||| Orders', fields: { id: 'Id', kind: 'Kind', customerId: 'Customer', customerName: 'Customer', status: 'Status', currency: 'Currency', totalAmount: 'Total', reference: 'Reference', erpReference: 'Reference in the ERP', placedAt: 'Placed', updatedAt: 'Changed', q: 'Search', items: 'Lines', from: 'From', to: 'To',
            sku: 'SKU', name: 'Name', quantity: 'Quantity', unitPrice: 'Price', discount: 'Discount', lineTotal: 'Amount', productId: 'Product' } },
        tickets: { name: 'Ticket |||| Tickets', fields: { id: 'Id', customerId: 'Customer', orderId: 'Order', requester: 'Requester', subject: 'Subject', description: 'Description', priority: 'Priority', status: 'Status', assignee: 'Assignee', queue: 'Queue', tags: 'Tags', dueAt: 'Due', createdAt: 'Created', updatedAt: 'Changed', q: 'Search' } },
        packages: { name: 'Package |||| Packages', fields: { id: 'Id', customerId: 'Customer', customerName: 'Customer', kind: 'Kind', status: 'Status', updatedAt: 'Changed', createdAt: 'Created' } },
        users: { name: 'User |||| Users', fields: { id: 'Id', name: 'Name', email: 'E-mail', roles: 'Roles', customerId: 'Customer', disabled: 'Disabled', hasTotp: 'Second factor', updatedAt: 'Changed', q: 'Search', role: 'Role', password: 'Password' } },
        'dead-letters': { name: 'Dead letter |||| Dead letters', fields: { id: 'Id', fingerprint: 'Like this one', flow: 'Flow', target: 'Target', subject: 'Record', cause: 'Cause', message: 'Message', attempts: 'Attempts', createdAt: 'Created', finishedAt: 'Dead since', version: 'Version', state: 'State' } },
        systems: { name: 'System |||| Systems' },
        conflicts: { name: 'Conflict |||| Conflicts', fields: { id: 'Id', flow: 'Flow', kind: 'Kind', path: 'Field', state: 'State', openedAt: 'Found', left: 'Left', right: 'Right' } },
        links: { name: 'Link |||| Links', fields: { id: 'Id', flow: 'Flow', leftId: 'Id on the left', rightId: 'Id on the right', state: 'State', how: 'How', linkedAt: 'Since', changedAt: 'Last agreed' } },
        hooks: { name: 'Webhook in |||| Webhooks in', fields: { isErased: 'Erased', id: 'Id', flow: 'Flow', state: 'State', senderId: 'Id of the sender', size: 'Bytes', receivedAt: 'Received', finishedAt: 'Done', records: 'Records', attempts: 'Failed attempts', repeats: 'Came again', reason: 'Reason' } },
        deliveries: { name: 'Delivery |||| Deliveries', fields: { id: 'Id', flow: 'Flow', target: 'Target', subject: 'Record', state: 'State', version: 'Version', attempts: 'Failed attempts', createdAt: 'Created', dueAt: 'Next attempt', finishedAt: 'Ended', targetId: 'Id there', cause: 'Cause', message: 'Message' } },
        flows: { name: 'Flow |||| Flows', fields: { name: 'Name', description: 'Description', source: 'From', kind: 'Record', target: 'To', targetKind: 'Becomes', trigger: 'Trigger' } },
    },
    choices: {
        active: 'active', inactive: 'inactive', sale: 'sale', return: 'return',
        NEW: 'new', PROCESSING: 'processing', SHIPPED: 'shipped', DELIVERED: 'delivered', INVOICED: 'invoiced', COMPLETED: 'completed', CANCELLED: 'cancelled',
        open: 'open', in_progress: 'in progress', waiting: 'waiting', resolved: 'resolved', closed: 'closed', low: 'low', normal: 'normal', high: 'high', urgent: 'urgent',
        Pending: 'pending', Packed: 'packed', Shipped: 'shipped', Delivered: 'delivered', Cancelled: 'cancelled', welcome: 'welcome', parcel: 'parcel',
        event: 'event', poll: 'poll', unavailable: 'unavailable', quota: 'quota', 'sign-in': 'sign-in', 'target-refused': 'refused', mapping: 'mapping', validation: 'validation', 'outcome-unknown': 'outcome unknown', unlinked: 'not linked', 'our-bug': 'our fault', 'not-found': 'not found', 'version-conflict': 'version conflict',
        dead: 'dead', pending: 'pending', blocked: 'blocked', delivered: 'delivered', skipped: 'skipped',
        created: 'created', changed: 'changed', deleted: 'deleted',
        running: 'running', paused: 'paused', done: 'done', finished: 'finished', cancelled: 'cancelled', failed: 'failed', due: 'due', received: 'waits', decided: 'decided', settled: 'settled', stuck: 'stuck', retrying: 'tried again', discarded: 'closed',
    },
};

export type PortalWords = typeof portalEnglish;
export default { ...english, ...portalEnglish, ra: { ...english.ra, page: { ...english.ra.page, dashboard: portalEnglish.portal.home } } };
