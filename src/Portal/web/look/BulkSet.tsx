import {
    Alert,
    Button,
    Dialog,
    DialogActions,
    DialogContent,
    DialogTitle,
    LinearProgress,
    MenuItem,
    Stack,
    TextField,
} from '@mui/material';
import { useState } from 'react';
import { useListContext, useRefresh, useTranslate, type RaRecord } from 'react-admin';

interface Props {
    label: string;
    choices: string[];
    /** What is done to each record; what it throws is told beside its name. */
    run: (record: RaRecord, choice: string) => Promise<unknown>;
}

/** Does one thing to all records that are marked, one after the other; those that refuse it are named. */
export const BulkSet = ({ label, choices, run }: Props) => {
    const translate = useTranslate();
    const refresh = useRefresh();
    const { selectedIds, data, onUnselectItems } = useListContext();
    const [isOpen, setOpen] = useState(false);
    const [choice, setChoice] = useState(choices[0]!);
    const [done, setDone] = useState<number | null>(null);
    const [refused, setRefused] = useState<string[]>([]);
    const records = (data ?? []).filter(record => selectedIds.includes(record.id));
    const isDone = done === records.length && done > 0;
    const go = async () => {
        setRefused([]);
        setDone(0);
        for (const [index, record] of records.entries()) {
            await run(record, choice).catch((problem: Error) => setRefused(before => [...before, `${record.id}: ${problem.message}`]));
            setDone(index + 1);
        }
        refresh();
    };
    const close = () => {
        setOpen(false);
        if (isDone) onUnselectItems();
        setDone(null);
        setRefused([]);
    };
    return (
        <>
            <Button size="small" onClick={() => setOpen(true)}>
                {translate(label)}
            </Button>
            <Dialog open={isOpen} onClose={close} fullWidth maxWidth="xs" aria-labelledby="bulk-title">
                <DialogTitle id="bulk-title">{translate('records.bulk.title', { smart_count: records.length })}</DialogTitle>
                <DialogContent>
                    <Stack spacing={2} sx={{ pt: 1 }}>
                        <TextField
                            select
                            label={translate(label)}
                            value={choice}
                            disabled={done !== null}
                            onChange={event => setChoice(event.target.value)}
                            margin="none">
                            {choices.map(one => (
                                <MenuItem key={one} value={one}>
                                    {translate(`choices.${one}`, { _: one })}
                                </MenuItem>
                            ))}
                        </TextField>
                        {done !== null && (
                            <LinearProgress
                                variant="determinate"
                                value={(100 * done) / Math.max(1, records.length)}
                                aria-label={translate('records.bulk.progress')}
                            />
                        )}
                        {isDone && (
                            <Alert severity={refused.length ? 'warning' : 'success'}>
                                {translate('records.bulk.done', { smart_count: done - refused.length })}
                                {refused.map(one => (
                                    <div key={one}>{one}</div>
                                ))}
                            </Alert>
                        )}
                    </Stack>
                </DialogContent>
                <DialogActions>
                    <Button onClick={close}>{translate(isDone ? 'ra.action.close' : 'ra.action.cancel')}</Button>
                    {!isDone && (
                        <Button variant="contained" disabled={done !== null} onClick={go}>
                            {translate('records.bulk.go')}
                        </Button>
                    )}
                </DialogActions>
            </Dialog>
        </>
    );
};
