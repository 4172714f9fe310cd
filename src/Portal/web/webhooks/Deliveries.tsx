import {
    Alert,
    Box,
    Button,
    Dialog,
    DialogActions,
    DialogContent,
    DialogTitle,
    MenuItem,
    Stack,
    TextField,
    Typography,
} from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useRecordContext, useTranslate } from 'react-admin';
import { Word } from '../look/Choice';
import { Part } from '../look/Facts';
import { Moment } from '../look/Money';
import { useAct } from '../look/useAct';
import { usePages } from '../look/usePages';
import { useRead } from '../look/useRead';
import { PagedTable } from '../look/PagedTable';

interface Delivery {
    id: number;
    type: string;
    subject: string;
    eventAt: string;
    state: string;
    attempts: number;
    cause: string | null;
    message: string | null;
}

interface Details {
    delivery: Delivery;
    attempts: { number: number; at: string; tookMs: number; status: number | null; message: string | null; answer: string | null }[];
    event: unknown;
}

/** The log of a webhook, the newest first: what was sent, and what became of it. */
export const Deliveries = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const [state, setState] = useState('');
    const [shown, setShown] = useState<Delivery | null>(null);
    const pages = usePages<Delivery>(record ? `/api/webhooks/${record.id}/deliveries?size=25&sort=-id${state && `&state=${state}`}` : null);
    if (!record) return null;
    return (
        <Part
            title="admin.webhooks.log"
            actions={
                <TextField
                    select
                    size="small"
                    margin="none"
                    fullWidth={false}
                    label={translate('admin.webhooks.log_.state')}
                    value={state}
                    onChange={event => setState(event.target.value)}
                    sx={{ minWidth: 150 }}
                    slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}>
                    <MenuItem value="">{translate('admin.all')}</MenuItem>
                    {['pending', 'delivered', 'dead', 'skipped'].map(one => (
                        <MenuItem key={one} value={one}>
                            {translate(`choices.${one}`)}
                        </MenuItem>
                    ))}
                </TextField>
            }>
            <PagedTable
                label="admin.webhooks.log"
                none="admin.webhooks.nothingSent"
                pages={pages}
                keyOf={one => one.id}
                columns={[
                    { name: 'admin.webhooks.log_.at', value: one => <Moment at={one.eventAt} /> },
                    { name: 'admin.webhooks.log_.event', value: one => <code>{one.type}</code> },
                    { name: 'admin.webhooks.log_.record', value: one => one.subject },
                    { name: 'admin.webhooks.log_.state', value: one => <State of={one} /> },
                    { name: 'admin.webhooks.log_.attempts', value: one => one.attempts || null, isNumber: true },
                    {
                        name: '',
                        value: one => (
                            <Button
                                size="small"
                                onClick={() => setShown(one)}
                                aria-label={`${translate('ra.action.show')}: ${one.subject}`}>
                                {translate('ra.action.show')}
                            </Button>
                        ),
                    },
                ]}
            />
            {shown && (
                <OneDelivery
                    path={`/api/webhooks/${record.id}/deliveries/${shown.id}`}
                    onClose={() => {
                        setShown(null);
                        pages.read();
                    }}
                />
            )}
        </Part>
    );
};

const State = ({ of }: { of: Delivery }) => (
    <>
        <Word value={of.state} />
        {of.message && (
            <Typography variant="body2" color="textSecondary">
                {of.message}
            </Typography>
        )}
    </>
);

const OneDelivery = ({ path, onClose }: { path: string; onClose: () => void }) => {
    const translate = useTranslate();
    const { act } = useAct();
    const { canAccess } = useCanAccess({ resource: 'webhooks', action: 'edit' });
    const { data, error } = useRead<Details>(path);
    const resend = async () => {
        if (await act(`${path}/resend`, { method: 'POST' }, 'admin.webhooks.resentOne')) onClose();
    };
    return (
        <Dialog open onClose={onClose} fullWidth maxWidth="md">
            <DialogTitle>{data?.delivery.subject ?? translate('ra.page.loading')}</DialogTitle>
            <DialogContent>
                {error && <Alert severity="warning">{error}</Alert>}
                <Stack spacing={2}>
                    {data?.attempts.map(one => (
                        <Alert key={one.number} severity={one.status && one.status < 300 ? 'success' : 'warning'} icon={false}>
                            <Moment at={one.at} /> · {one.tookMs} ms · HTTP {one.status ?? '–'} {one.message}
                            {one.answer && (
                                <Box component="pre" sx={{ m: 0, mt: 1, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                                    {one.answer}
                                </Box>
                            )}
                        </Alert>
                    ))}
                    {data?.event !== undefined && data.event !== null && (
                        <>
                            <Typography variant="h3">{translate('admin.webhooks.sent')}</Typography>
                            <Box component="pre" tabIndex={0} sx={{ m: 0, overflow: 'auto', fontSize: '.85rem', maxHeight: 360 }}>
                                {JSON.stringify(data.event, null, 2)}
                            </Box>
                        </>
                    )}
                </Stack>
            </DialogContent>
            <DialogActions>
                {canAccess && <Button onClick={resend}>{translate('admin.webhooks.resendOne')}</Button>}
                <Button variant="contained" onClick={onClose}>
                    {translate('ra.action.close')}
                </Button>
            </DialogActions>
        </Dialog>
    );
};
