import {
    Alert,
    Box,
    Button,
    Dialog,
    DialogActions,
    DialogContent,
    DialogTitle,
    MenuItem,
    Skeleton,
    Stack,
    Table,
    TableBody,
    TableCell,
    TableContainer,
    TableHead,
    TableRow,
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

const columns = ['at', 'event', 'record', 'state', 'attempts'];

/** The log of a webhook, the newest first: what was sent, and what became of it. */
export const Deliveries = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const [state, setState] = useState('');
    const [shown, setShown] = useState<Delivery | null>(null);
    const { items, error, next, more, read } = usePages<Delivery>(
        record ? `/api/webhooks/${record.id}/deliveries?size=25&sort=-id${state && `&state=${state}`}` : null,
    );
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
            {error && <Alert severity="warning">{error}</Alert>}
            {!items && !error && <Skeleton variant="rounded" height={120} />}
            {items?.length === 0 && <Typography color="textSecondary">{translate('admin.webhooks.nothingSent')}</Typography>}
            {items && items.length > 0 && (
                <TableContainer>
                    <Table size="small">
                        <TableHead>
                            <TableRow>
                                {columns.map(one => (
                                    <TableCell key={one}>{translate(`admin.webhooks.log_.${one}`)}</TableCell>
                                ))}
                                <TableCell component="td" />
                            </TableRow>
                        </TableHead>
                        <TableBody>
                            {items.map(one => (
                                <TableRow key={one.id} hover>
                                    <TableCell>
                                        <Moment at={one.eventAt} />
                                    </TableCell>
                                    <TableCell>
                                        <code>{one.type}</code>
                                    </TableCell>
                                    <TableCell>{one.subject}</TableCell>
                                    <TableCell>
                                        <Word value={one.state} />
                                        {one.message && (
                                            <Typography variant="body2" color="textSecondary">
                                                {one.message}
                                            </Typography>
                                        )}
                                    </TableCell>
                                    <TableCell>{one.attempts || ''}</TableCell>
                                    <TableCell align="right">
                                        <Button
                                            size="small"
                                            onClick={() => setShown(one)}
                                            aria-label={`${translate('ra.action.show')}: ${one.subject}`}>
                                            {translate('ra.action.show')}
                                        </Button>
                                    </TableCell>
                                </TableRow>
                            ))}
                        </TableBody>
                    </Table>
                </TableContainer>
            )}
            {next && <Button onClick={more}>{translate('portal.history.more')}</Button>}
            {shown && (
                <OneDelivery
                    path={`/api/webhooks/${record.id}/deliveries/${shown.id}`}
                    onClose={() => {
                        setShown(null);
                        read();
                    }}
                />
            )}
        </Part>
    );
};

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
