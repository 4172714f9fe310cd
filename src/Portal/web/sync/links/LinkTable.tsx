import {
    Alert,
    Box,
    Button,
    Dialog,
    DialogActions,
    DialogContent,
    DialogContentText,
    DialogTitle,
    MenuItem,
    TextField,
} from '@mui/material';
import { useState } from 'react';
import { useRefresh, useTranslate } from 'react-admin';
import { useAct } from '../../look/useAct';
import { usePairs } from './usePairs';

interface Result {
    linked: number;
    known: number;
    refused: number;
    rows: { row: number; verdict: string; reason: string | null }[];
}

/** Takes a table of ids over that another integration kept. */
export const LinkTable = () => {
    const translate = useTranslate();
    const [isOpen, setOpen] = useState(false);
    return (
        <>
            <Button size="small" onClick={() => setOpen(true)}>
                {translate('portal.sync.link.table')}
            </Button>
            {isOpen && <Form onClose={() => setOpen(false)} />}
        </>
    );
};

const Form = ({ onClose }: { onClose: () => void }) => {
    const translate = useTranslate();
    const refresh = useRefresh();
    const { act, isBusy } = useAct(true);
    const pairs = usePairs();
    const [flow, setFlow] = useState('');
    const [csv, setCsv] = useState('leftId,rightId\n');
    const [result, setResult] = useState<Result | null>(null);
    const go = async () => {
        const answer = await act<Result>('/api/sync/links/table', { body: { flow, csv } });
        if (answer) setResult(answer.body);
    };
    // Not before: a list that is empty no longer draws the place in which this stands, and what was refused with it.
    const close = () => {
        onClose();
        if (result) refresh();
    };
    return (
        <Dialog open onClose={close} fullWidth maxWidth="sm" aria-labelledby="link-table">
            <DialogTitle id="link-table">{translate('portal.sync.link.table')}</DialogTitle>
            <DialogContent>
                <DialogContentText gutterBottom>{translate('portal.sync.link.tableText')}</DialogContentText>
                <TextField
                    select
                    fullWidth
                    margin="dense"
                    label={translate('resources.links.fields.flow')}
                    value={flow}
                    onChange={event => setFlow(event.target.value)}>
                    {(pairs ?? []).map(one => (
                        <MenuItem key={one.name} value={one.name}>
                            {one.name}
                        </MenuItem>
                    ))}
                </TextField>
                <TextField
                    fullWidth
                    multiline
                    minRows={6}
                    maxRows={14}
                    margin="dense"
                    label="CSV"
                    value={csv}
                    onChange={event => setCsv(event.target.value)}
                />
                <div role="status">
                    {result && (
                        <Alert severity={result.refused > 0 ? 'warning' : 'success'}>
                            {translate('portal.sync.link.tableDone', {
                                linked: result.linked,
                                known: result.known,
                                refused: result.refused,
                            })}
                            {result.rows
                                .filter(one => one.reason)
                                .slice(0, 20)
                                .map(one => (
                                    <Box key={one.row}>
                                        {translate('portal.sync.line', { line: one.row })}: {one.reason}
                                    </Box>
                                ))}
                        </Alert>
                    )}
                </div>
            </DialogContent>
            <DialogActions>
                <Button onClick={close}>{translate('ra.action.close')}</Button>
                <Button variant="contained" disabled={isBusy || flow === ''} onClick={go}>
                    {translate('portal.sync.link.take')}
                </Button>
            </DialogActions>
        </Dialog>
    );
};
