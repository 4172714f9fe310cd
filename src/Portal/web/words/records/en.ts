export default {
    next: 'Next: %{status}', print: 'Print', bulk: { title: 'One record |||| %{smart_count} records', progress: 'Done so far', done: 'One record is changed. |||| %{smart_count} records are changed.', go: 'Change', status: 'Change status', priority: 'Change priority', next: 'Next step', take: 'Take over' },
    merge: {
        title: 'Make one of two', open: 'Merge …', text: 'Choose the record that is the same customer. It goes; its orders, tickets and packages come here.', other: 'The other record', field: 'Field', here: 'This one', there: 'The other',
        go: 'Merge', done: 'They are one now. What belongs to both follows in a moment.', list: 'Merged', from: 'Customer %{id} is part of this one', into: 'This is part of customer %{id}', undo: 'Undo', undoText: 'The customer is there again, with all that it had.', undone: 'It is undone.',
        by: 'by', until: 'can be undone until', states: { following: 'records follow', done: 'done', undoing: 'being undone', undone: 'undone' },
    },
    notes: { title: 'Notes', add: 'New note', save: 'Save', none: 'No notes.', remove: 'Delete this note', hint: 'The customer does not see it' },
    changes: { title: 'Last changes', missing: 'Not read right now: %{parts}' },
    ticket: { assign: 'Take it', assigned: 'It is yours.', release: 'Give it back', mine: 'Mine', mineHint: 'looked after by me', late: 'Due until', template: 'Written answer', noTemplate: 'none', then: 'and then', stay: 'leave it as it is', firstAnswer: 'First answer due', nobody: 'nobody', facts: 'Looked after by' },
    stock: {
        onHand: 'On hand', reserved: 'Reserved', at: 'When', kind: 'What', quantity: 'How many', reason: 'Why', actor: 'Who', left: 'Left', enter: 'Enter a movement', save: 'Save', saved: 'It is entered.', none: 'Nothing has moved.',
        kinds: { receipt: 'came in', receive: 'came in', issue: 'went out', ship: 'shipped', reserve: 'reserved', release: 'given back', count: 'counted', adjustment: 'corrected', adjust: 'corrected', return: 'came back' },
    },
    home: {
        late: 'Flows that are late', dead: 'Dead letters', conflicts: 'Conflicts', waiting: 'Changes that wait', short: 'Products that run short', overdue: 'Tickets overdue', today: 'Orders today', stuck: 'Stock tasks stuck', orders: 'Orders of the last 30 days',
        flows: 'How fresh the flows are', fresh: 'fresh', isLate: 'late', paused: 'paused', behind: 'behind', noFlows: 'No flow is in force.', units: '%{available} available, %{shortage} short', all: 'all',
    },
    first: {
        title: 'First steps', text: 'Three steps until the first record is in step with another system.', hide: 'Hide', import: 'Bring customers in by a file', importText: 'What would change is shown before anything does.',
        connect: 'Connect a system', connectText: 'A file in the folder of systems names where it is; here it is tested.', people: 'Invite people', peopleText: 'Each with a role and a code for a password of their own.',
        synced: 'See a record arrive', syncedText: 'A flow brings each change to the other system.', done: 'done',
    },
};
