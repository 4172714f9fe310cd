export default {
    title: 'Reports', notAllowed: 'Your role does not see reports.', csv: 'CSV for Excel', table: 'The figures', truncated: 'There are more rows than these.', empty: 'There is nothing in this range.',
    names: { sales: 'Sales', products: 'Products', customers: 'Customers', cohorts: 'Coming again', stock: 'Low stock', tickets: 'Tickets', sync: 'Deliveries', schedules: 'Schedules' },
    about: {
        sales: 'Orders that are not cancelled, less returns.', products: 'What sold best, or hardly at all.', customers: 'Who was entered, bought first, and stays away.',
        cohorts: 'Of those who bought first in a month: how many bought again in each month since.', stock: 'What is short, or will not last.',
        tickets: 'How many came, how fast they were answered, and what came late.', sync: 'What each flow brought, and what waits or is dead now.',
    },
    range: 'Range', from: 'From', to: 'To (with this day)',
    ranges: {
        today: 'today', yesterday: 'yesterday', 'this-week': 'this week', 'last-week': 'last week', 'last-30-days': 'last 30 days', 'this-month': 'this month', 'last-month': 'last month',
        'last-90-days': 'last 90 days', 'this-year': 'this year', 'last-year': 'last year', 'last-365-days': 'last 365 days', own: 'own range …',
    },
    asks: { by: 'By', rank: 'Rank', sort: 'Order by', lostAfter: 'Lost after days', below: 'Fewer than', days: 'Lasts fewer days than' },
    words: { day: 'day', week: 'week', month: 'month', status: 'status', country: 'country', customer: 'customer', product: 'product', queue: 'queue', priority: 'priority', best: 'the best', slow: 'the slowest', revenue: 'revenue', units: 'units' },
    columns: {
        day: 'Day', week: 'Week', month: 'Month', status: 'Status', country: 'Country', customerId: 'Customer', name: 'Name', productId: 'Product', sku: 'SKU', orders: 'Orders', returns: 'Returns', gross: 'Gross',
        refunds: 'Refunds', revenue: 'Revenue', cancelled: 'Cancelled', units: 'Units', returned: 'Returned', entered: 'Entered', new: 'Bought first', lost: 'Lost', cohort: 'First bought', monthsLater: 'Months later',
        customers: 'Customers', active: 'Bought again', onHand: 'On hand', reserved: 'Reserved', available: 'Available', sold: 'Sold', daysLeft: 'Days left', queue: 'Queue', priority: 'Priority', tickets: 'Tickets', open: 'Open',
        answered: 'Answered', firstAnswerMeanSeconds: 'First answer, mean', firstAnswerMaxSeconds: 'First answer, longest', firstAnswersLate: 'Answered late', resolved: 'Resolved', solutionMeanSeconds: 'Solution, mean',
        solutionMaxSeconds: 'Solution, longest', solutionsLate: 'Late', flow: 'Flow', target: 'To', delivered: 'Delivered', skipped: 'Skipped', dead: 'Dead', waiting: 'Waiting', behindSeconds: 'Behind', lastDelivered: 'Delivered last',
        meanSeconds: 'Mean delay', maxSeconds: 'Longest delay',
    },
    schedules: {
        about: 'Reports that are sent by themselves, in the name of whoever made the schedule.', add: 'New schedule', none: 'No report is sent by itself yet.', name: 'Name', report: 'Report', when: 'When', where: 'Where to',
        next: 'Next', last: 'Last time', stopped: 'stopped', retry: 'Try again', never: 'not yet', deleteText: 'Delete this schedule? What was not sent yet is not sent.', range: 'Range', often: 'How often', own: 'as told beside',
        daily: 'daily at 6', weekly: 'Mondays at 6', monthly: 'on the first at 6', cron: 'Time', cronHint: 'minute, hour, day, month, weekday', zone: 'Time zone', mail: 'By mail to', mailHint: 'addresses, with commas between',
        folder: 'Into the folder', folderHint: 'small letters, digits and hyphens; below the folder of reports', format: 'Format',
        states: { pending: 'waiting', waiting: 'waiting', sent: 'sent', done: 'sent', failed: 'given up' },
    },
};
