import { Alert, Box, Button, Card, CardContent, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, Radio, RadioGroup, Stack, Table, TableBody, TableCell, TableHead, TableRow, TextField as Input, Typography } from '@mui/material';
import { useState } from 'react';
import { DatagridConfigurable, FilterButton, List, NumberField, SelectInput, Show, TextField, TextInput, TopToolbar, useCanAccess, useListContext, useNotify, useRecordContext, useRedirect, useRefresh, useTranslate, type Identifier } from 'react-admin';
import { call } from '../api/http';
import { ChoiceField, Word, choicesOf } from '../look/Choice';
import { Moment, MomentField } from '../look/Money';

const causes = ['unavailable', 'quota', 'sign-in', 'target-refused', 'mapping', 'validation', 'outcome-unknown', 'unlinked', 'our-bug'];

const filters = [
    <TextInput source="flow" alwaysOn key="flow" />,
    <SelectInput source="cause" choices={choicesOf(...causes)} key="cause" alwaysOn />,
    <TextInput source="subject" key="subject" />,
];

const Empty = () => {
    const translate = useTranslate();
    return (
        <Box sx={{ textAlign: 'center', p: 6 }}>
            <Typography variant="h1" component="h2">{translate('portal.dead.nothing')}</Typography>
            <Typography color="text.secondary">{translate('portal.dead.nothingText')}</Typography>
        </Box>
    );
};

export const DeadLetterList = () => (
    <List filters={filters} sort={{ field: 'id', order: 'DESC' }} perPage={25} empty={<Empty />} actions={<TopToolbar><FilterButton /></TopToolbar>}>
        <DatagridConfigurable rowClick="show" bulkActionButtons={<BulkActions />} omit={['createdAt', 'target']}>
            <TextField source="id" />
            <TextField source="flow" sortable={false} />
            <TextField source="target" sortable={false} />
            <TextField source="subject" sortable={false} />
            <ChoiceField source="cause" sortable={false} />
            <TextField source="message" sortable={false} />
            <NumberField source="attempts" sortable={false} />
            <MomentField source="finishedAt" sortable={false} />
            <MomentField source="createdAt" sortable={false} />
        </DatagridConfigurable>
    </List>
);

const BulkActions = () => {
    const { selectedIds, onUnselectItems } = useListContext();
    return <PutRight ids={selectedIds} onDone={onUnselectItems} />;
};

/** Replay or set aside, for one or many; both say how many it was. */
const PutRight = ({ ids, onDone }: { ids: Identifier[]; onDone?: () => void }) => {
    const translate = useTranslate();
    const notify = useNotify();
    const refresh = useRefresh();
    const { canAccess } = useCanAccess({ resource: 'dead-letters', action: 'edit' });
    const [asks, setAsks] = useState<'replay' | 'discard' | null>(null);
    const [payload, setPayload] = useState('current');
    const [reason, setReason] = useState('');
    if (!canAccess) return null;
    const go = async () => {
        try {
            if (asks === 'replay') {
                const { body } = await call<{ replayed?: number }>('/api/sync/dead-letters/replay', { method: 'POST', body: { ids, payload } });
                notify('portal.dead.replayed', { messageArgs: { smart_count: body?.replayed ?? ids.length } });
            } else {
                const { body } = await call<{ discarded?: number }>('/api/sync/dead-letters/discard', { method: 'POST', body: { ids, reason } });
                notify('portal.dead.discarded', { messageArgs: { smart_count: body?.discarded ?? ids.length } });
            }
            setAsks(null);
            onDone?.();
            refresh();
        } catch (problem) {
            notify((problem as Error).message, { type: 'error' });
        }
    };
    return (
        <>
            <Button onClick={() => setAsks('replay')}>{translate('portal.dead.replay')}</Button>
            <Button color="error" onClick={() => setAsks('discard')}>{translate('portal.dead.discard')}</Button>
            <Dialog open={asks !== null} onClose={() => setAsks(null)} fullWidth maxWidth="xs">
                <DialogTitle>{translate(`portal.dead.${asks ?? 'replay'}Title`, { smart_count: ids.length })}</DialogTitle>
                <DialogContent>
                    {asks === 'replay' ? (
                        <RadioGroup value={payload} onChange={event => setPayload(event.target.value)}>
                            <FormControlLabel value="current" control={<Radio />} label={translate('portal.dead.current')} />
                            <FormControlLabel value="original" control={<Radio />} label={translate('portal.dead.original')} />
                        </RadioGroup>
                    ) : <Input fullWidth autoFocus margin="dense" label={translate('portal.dead.reason')} value={reason} onChange={event => setReason(event.target.value)} />}
                </DialogContent>
                <DialogActions>
                    <Button onClick={() => setAsks(null)}>{translate('ra.action.cancel')}</Button>
                    <Button variant="contained" color={asks === 'discard' ? 'error' : 'primary'} disabled={asks === 'discard' && reason.trim() === ''} onClick={go}>{translate(`portal.dead.${asks ?? 'replay'}`)}</Button>
                </DialogActions>
            </Dialog>
        </>
    );
};

export const DeadLetterShow = () => (
    <Show component="div" actions={<Actions />}>
        <Facts />
    </Show>
);

const Actions = () => {
    const record = useRecordContext();
    const redirect = useRedirect();
    return <TopToolbar>{record?.state === 'dead' && <PutRight ids={[record.id]} onDone={() => redirect('list', 'dead-letters')} />}</TopToolbar>;
};

interface Attempt {
    number: number;
    at: string;
    tookMs: number;
    cause: string | null;
    message: string | null;
}

const Facts = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    if (!record) return null;
    return (
        <Stack spacing={2}>
            <Card><CardContent>
                <Stack direction="row" sx={{ justifyContent: 'space-between' }}>
                    <Typography variant="h1" component="h2">{record.subject} → {record.target}</Typography>
                    <Stack direction="row" spacing={1}><Word value={record.cause} /><Word value={record.state} /></Stack>
                </Stack>
                <Typography color="text.secondary">{record.flow} · <Moment at={record.createdAt} /></Typography>
                {record.message && <Alert severity="error" sx={{ mt: 2 }}>{record.message}</Alert>}
            </CardContent></Card>
            {((record.log ?? []) as Attempt[]).length > 0 && (
                <Card sx={{ overflowX: 'auto' }}><CardContent>
                    <Typography variant="h2" component="h3" gutterBottom>{translate('portal.dead.attempts')}</Typography>
                    <Table size="small">
                        <TableHead><TableRow>{['portal.history.at', 'portal.dead.took', 'resources.dead-letters.fields.cause', 'resources.dead-letters.fields.message'].map(name => <TableCell key={name}>{translate(name)}</TableCell>)}</TableRow></TableHead>
                        <TableBody>
                            {(record.log as Attempt[]).map(one => (
                                <TableRow key={one.number}>
                                    <TableCell><Moment at={one.at} /></TableCell><TableCell>{one.tookMs} ms</TableCell><TableCell><Word value={one.cause} /></TableCell><TableCell>{one.message}</TableCell>
                                </TableRow>
                            ))}
                        </TableBody>
                    </Table>
                </CardContent></Card>
            )}
            {record.payload && (
                <Card><CardContent>
                    <Typography variant="h2" component="h3" gutterBottom>{translate('portal.dead.payload')}</Typography>
                    <Box component="pre" sx={{ m: 0, overflow: 'auto', fontSize: '.85rem' }}>{JSON.stringify(record.payload, null, 2)}</Box>
                </CardContent></Card>
            )}
        </Stack>
    );
};
