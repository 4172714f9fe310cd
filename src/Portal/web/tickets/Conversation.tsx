import { Alert, Button, Card, CardContent, MenuItem, Paper, Skeleton, Stack, TextField as Input, Typography } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useNotify, useRecordContext, useRefresh, useTranslate } from 'react-admin';
import { call } from '../api/http';
import type { Schemas } from '../api/types';
import { ForStaff } from '../look/ForStaff';
import { Moment } from '../look/Money';
import { useRead } from '../look/useRead';
import { ticketStates } from '../look/Choice';
import { Template } from './Template';

/** What was said, and the next answer. */
export const Conversation = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const notify = useNotify();
    const refresh = useRefresh();
    const { canAccess } = useCanAccess({ resource: 'tickets', action: 'edit' });
    const { data, error, read } = useRead<Schemas['CommentPage']>(record ? `/api/tickets/${record.id}/comments?size=200` : null);
    const [text, setText] = useState('');
    const [visibility, setVisibility] = useState('public');
    const [status, setStatus] = useState('');
    if (!record) return null;
    const send = async () => {
        try {
            await call(`/api/tickets/${record.id}/comments`, {
                method: 'POST',
                body: { body: text, visibility, ...(status ? { status } : {}) },
            });
            setText('');
            setStatus('');
            notify('portal.ticket.sent');
            read();
            refresh();
        } catch (problem) {
            notify((problem as Error).message, { type: 'error' });
        }
    };
    return (
        <Card sx={{ mt: 2 }}>
            <CardContent>
                <Typography variant="h2" component="h3" gutterBottom>
                    {translate('portal.ticket.comments')}
                </Typography>
                {error && <Alert severity="warning">{error}</Alert>}
                {!data && !error && <Skeleton variant="rounded" height={60} />}
                {data?.items.length === 0 && <Typography color="textSecondary">{translate('portal.ticket.none')}</Typography>}
                <Stack spacing={1.5}>
                    {data?.items.map(one => (
                        <Paper
                            key={one.id}
                            variant="outlined"
                            sx={{ p: 2, bgcolor: one.visibility === 'internal' ? 'action.hover' : undefined }}>
                            <Typography variant="body2" color="textSecondary">
                                {one.authorName ?? one.author} · <Moment at={one.createdAt} />
                                {one.visibility === 'internal' && ` · ${translate('portal.ticket.internal')}`}
                            </Typography>
                            <Typography sx={{ whiteSpace: 'pre-wrap' }}>{one.body}</Typography>
                        </Paper>
                    ))}
                </Stack>
                {canAccess && (
                    <Stack spacing={1.5} sx={{ mt: 2, maxWidth: 760 }} className="no-print">
                        <ForStaff permission="tickets:write">
                            <Template onText={setText} />
                        </ForStaff>
                        <Input
                            label={translate('portal.ticket.answer')}
                            multiline
                            minRows={3}
                            value={text}
                            onChange={event => setText(event.target.value)}
                        />
                        <Stack direction={{ xs: 'column', sm: 'row' }} spacing={1}>
                            <ForStaff permission="tickets:write">
                                <Input
                                    select
                                    size="small"
                                    label={translate('portal.ticket.visibility')}
                                    value={visibility}
                                    onChange={event => setVisibility(event.target.value)}
                                    sx={{ maxWidth: 260 }}>
                                    {['public', 'internal'].map(one => (
                                        <MenuItem key={one} value={one}>
                                            {translate(`portal.ticket.${one}`)}
                                        </MenuItem>
                                    ))}
                                </Input>
                                <Input
                                    select
                                    size="small"
                                    label={translate('records.ticket.then')}
                                    value={status}
                                    onChange={event => setStatus(event.target.value)}
                                    sx={{ maxWidth: 260 }}
                                    slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}>
                                    <MenuItem value="">{translate('records.ticket.stay')}</MenuItem>
                                    {ticketStates
                                        .filter(one => one !== record.status)
                                        .map(one => (
                                            <MenuItem key={one} value={one}>
                                                {translate(`choices.${one}`)}
                                            </MenuItem>
                                        ))}
                                </Input>
                            </ForStaff>
                            <Button variant="contained" disabled={text.trim() === ''} onClick={send}>
                                {translate('portal.ticket.send')}
                            </Button>
                        </Stack>
                    </Stack>
                )}
            </CardContent>
        </Card>
    );
};
