import { Card, CardContent, Stack, Typography } from '@mui/material';
import { EditButton, Show, TopToolbar, useRecordContext, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { CustomFacts } from '../custom/CustomFacts';
import { Word } from '../look/Choice';
import { History } from '../look/History';
import { Moment } from '../look/Money';
import { PrintButton } from '../look/PrintButton';
import { Assignment } from './Assignment';
import { Conversation } from './Conversation';
import { Due } from './Due';
import { Files } from './Files';

export const TicketShow = () => (
    <Show
        actions={
            <TopToolbar>
                <PrintButton />
                <EditButton />
            </TopToolbar>
        }
        component="div">
        <Facts />
        <CustomFacts />
        <Conversation />
        <Files />
        <History />
    </Show>
);

const Facts = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    if (!record) return null;
    return (
        <Card>
            <CardContent>
                <Stack direction="row" spacing={1} sx={{ justifyContent: 'space-between', alignItems: 'start' }}>
                    <Typography variant="h1" component="h2">
                        {record.subject}
                    </Typography>
                    <Stack direction="row" spacing={1}>
                        <Word value={record.priority} />
                        <Word value={record.status} />
                    </Stack>
                </Stack>
                <Typography color="textSecondary" sx={{ mb: 1 }}>
                    {translate('resources.tickets.name', { smart_count: 1 })} {record.id} · <Moment at={record.createdAt} /> ·{' '}
                    {record.requester} {record.queue && `· ${record.queue}`} · {translate('resources.tickets.fields.dueAt')} <Due />
                    {record.customerId && (
                        <>
                            {' '}
                            ·{' '}
                            <Link to={`/customers/${record.customerId}/show`}>
                                {translate('resources.customers.name', { smart_count: 1 })} {record.customerId}
                            </Link>
                        </>
                    )}
                    {record.orderId && (
                        <>
                            {' '}
                            ·{' '}
                            <Link to={`/orders/${record.orderId}/show`}>
                                {translate('resources.orders.name', { smart_count: 1 })} {record.orderId}
                            </Link>
                        </>
                    )}
                </Typography>
                <Assignment />
                <Typography sx={{ whiteSpace: 'pre-wrap', maxWidth: '80ch' }}>{record.description}</Typography>
            </CardContent>
        </Card>
    );
};
