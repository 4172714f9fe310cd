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
import { useDataProvider, useListContext, useRefresh, useTranslate, type Identifier, type RaRecord } from 'react-admin';

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
    const provider = useDataProvider();
    const { resource, selectedIds, data, onUnselectItems } = useListContext();
    const [isOpen, setOpen] = useState(false);
    const [choice, setChoice] = useState(choices[0]!);
    const [total, setTotal] = useState(0);
    const [done, setDone] = useState<number | null>(null);
    const [refused, setRefused] = useState<string[]>([]);
    const isDone = done !== null && done === total;
    const isRunning = done !== null && !isDone;
    const refuse = (id: Identifier, problem: Error) => setRefused(before => [...before, `${id}: ${problem.message}`]);
    /** Marked are also records of other pages than the one that is shown. */
    const find = async (id: Identifier) => data?.find(record => record.id === id) ?? (await provider.getOne(resource, { id })).data;
    const go = async () => {
        // What changes may fall out of the list while it runs.
        const ids = [...selectedIds];
        setTotal(ids.length);
        setRefused([]);
        setDone(0);
        for (const [index, id] of ids.entries()) {
            await find(id)
                .then(record => run(record, choice))
                .catch((problem: Error) => refuse(id, problem));
            setDone(index + 1);
        }
        refresh();
    };
    const close = () => {
        // Whoever went away would not hear what was refused.
        if (isRunning) return;
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
                <DialogTitle id="bulk-title">
                    {translate('records.bulk.title', { smart_count: done === null ? selectedIds.length : total })}
                </DialogTitle>
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
                                value={(100 * done) / Math.max(1, total)}
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
                    <Button onClick={close} disabled={isRunning}>
                        {translate(isDone ? 'ra.action.close' : 'ra.action.cancel')}
                    </Button>
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
