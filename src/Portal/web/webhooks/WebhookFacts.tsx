import { Alert, Button, Card, CardContent, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useLocale, useRecordContext, useTranslate } from 'react-admin';
import { AskButton } from '../look/AskButton';
import { Facts } from '../look/Facts';
import { Moment, moment } from '../look/Money';
import { Secret, type Shown } from '../look/Secret';
import { ifMatch, useAct } from '../look/useAct';
import { useRead } from '../look/useRead';
import { Resend } from './Resend';
import { StatusField } from './Webhooks';

interface Health {
    waiting: number;
    oldestWaiting: string | null;
    dead: number;
    failures: number;
    failingSince: string | null;
}

interface Ping {
    delivered: boolean;
    status: number | null;
    tookMs: number;
    message: string | null;
    answer: string | null;
}

/** Where events go, how that goes, and what can be done about it. */
export const WebhookFacts = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const locale = useLocale();
    const { act } = useAct();
    const { canAccess } = useCanAccess({ resource: 'webhooks', action: 'edit' });
    const { data: health } = useRead<Health>(record ? `/api/webhooks/${record.id}/health` : null);
    const [ping, setPing] = useState<Ping | null>(null);
    const [secret, setSecret] = useState<Shown[] | null>(null);
    const [isResending, setResending] = useState(false);
    if (!record) return null;
    const path = `/api/webhooks/${record.id}`;
    const test = async () => {
        setPing(null);
        const answer = await act<Ping>(`${path}/ping`, { method: 'POST' });
        if (answer) setPing(answer.body);
    };
    const toggle = () =>
        act(path, {
            method: 'PATCH',
            body: { enabled: record.status !== 'active' },
            headers: { 'Content-Type': 'application/merge-patch+json', ...ifMatch(record) },
        });
    const rotate = async () => {
        const answer = await act<{ secret: string; previousUntil: string }>(`${path}/rotate`, { method: 'POST', body: {} });
        if (answer)
            setSecret([
                { label: 'admin.secret.secret', value: answer.body.secret },
                { label: 'admin.webhooks.previousUntil', value: moment(answer.body.previousUntil, locale) },
            ]);
    };
    return (
        <Card>
            <CardContent>
                <Stack direction="row" spacing={1} sx={{ justifyContent: 'space-between', alignItems: 'start', mb: 2 }}>
                    <Typography variant="h1" component="h2" sx={{ overflowWrap: 'anywhere' }}>
                        {record.description || record.url}
                    </Typography>
                    <StatusField />
                </Stack>
                {record.disabledReason && (
                    <Alert severity="error" sx={{ mb: 2 }}>
                        {record.disabledReason}
                    </Alert>
                )}
                <Facts
                    of={[
                        ['resources.webhooks.fields.url', <code>{record.url}</code>],
                        ['resources.webhooks.fields.events', record.events?.join(', ')],
                        ['resources.webhooks.fields.filter', record.filter && <code>{record.filter}</code>],
                        [
                            'admin.webhooks.waiting',
                            health && (
                                <>
                                    {health.waiting}
                                    {health.oldestWaiting && (
                                        <>
                                            {' '}
                                            ({translate('admin.users.since')} <Moment at={health.oldestWaiting} />)
                                        </>
                                    )}
                                </>
                            ),
                        ],
                        ['admin.webhooks.dead', health && `${health.dead}`],
                        [
                            'admin.webhooks.failures',
                            health && health.failures > 0 && (
                                <>
                                    {health.failures}
                                    {health.failingSince && (
                                        <>
                                            {' '}
                                            ({translate('admin.users.since')} <Moment at={health.failingSince} />)
                                        </>
                                    )}
                                </>
                            ),
                        ],
                    ]}
                />
                {ping && (
                    <Alert severity={ping.delivered ? 'success' : 'error'} sx={{ mt: 2 }} onClose={() => setPing(null)}>
                        {translate(ping.delivered ? 'admin.webhooks.pingDone' : 'admin.webhooks.pingFailed', {
                            status: ping.status ?? '–',
                            ms: ping.tookMs,
                        })}{' '}
                        {ping.message}
                        {ping.answer && (
                            <Typography
                                component="pre"
                                variant="body2"
                                sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', m: 0, mt: 1 }}>
                                {ping.answer}
                            </Typography>
                        )}
                    </Alert>
                )}
                {canAccess && (
                    <Stack direction="row" spacing={1} useFlexGap sx={{ mt: 2, flexWrap: 'wrap' }} className="no-print">
                        <Button variant="contained" onClick={test}>
                            {translate('admin.webhooks.ping')}
                        </Button>
                        <Button variant="outlined" onClick={toggle}>
                            {translate(record.status === 'active' ? 'admin.webhooks.pause' : 'admin.webhooks.resume')}
                        </Button>
                        <Button variant="outlined" onClick={() => setResending(true)}>
                            {translate('admin.webhooks.resend')}
                        </Button>
                        <AskButton variant="outlined" label="admin.webhooks.rotate" text="admin.webhooks.rotateText" onYes={rotate} />
                    </Stack>
                )}
                {isResending && <Resend path={path} onClose={() => setResending(false)} />}
                <Secret title="admin.webhooks.rotated" values={secret} onClose={() => setSecret(null)} />
            </CardContent>
        </Card>
    );
};
