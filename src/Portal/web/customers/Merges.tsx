import { Chip, Stack, Typography } from '@mui/material';
import { useRecordContext, useTranslate } from 'react-admin';
import { AskButton } from '../look/AskButton';
import { Part } from '../look/Facts';
import { Moment } from '../look/Money';
import { useAct } from '../look/useAct';
import { useMay } from '../look/useMay';
import { useFresh } from '../look/useFresh';

interface Merged {
    id: number;
    from: number;
    into: number;
    state: string;
    by: string;
    at: string;
    undoUntil: string | null;
}

/** Who is part of this customer by a merge; each can be undone for a while. */
export const Merges = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const { act } = useAct();
    const may = useMay();
    const { data, read } = useFresh<{ items: Merged[] }>(
        record && may('customers:read') ? `/api/customers/${record.id}/merge` : null,
        ['customer'],
    );
    if (!record || !data || data.items.length === 0) return null;
    const undo = async (from: number) => {
        await act(`/api/customers/${from}/merge/undo`, { method: 'POST' }, 'records.merge.undone');
        read();
    };
    return (
        <Part title="records.merge.list">
            <Stack spacing={1}>
                {data.items.map(one => (
                    <Stack key={one.id} direction={{ xs: 'column', sm: 'row' }} spacing={1} sx={{ alignItems: { sm: 'center' } }}>
                        <Typography sx={{ flexGrow: 1 }}>
                            {translate(one.into === record.id ? 'records.merge.from' : 'records.merge.into', {
                                id: one.into === record.id ? one.from : one.into,
                            })}{' '}
                            · <Moment at={one.at} /> {translate('records.merge.by')} {one.by}
                            {one.state === 'done' && one.undoUntil && (
                                <>
                                    {' '}
                                    · {translate('records.merge.until')} <Moment at={one.undoUntil} />
                                </>
                            )}
                        </Typography>
                        <Chip size="small" variant="outlined" label={translate(`records.merge.states.${one.state}`, { _: one.state })} />
                        {one.state === 'done' && one.undoUntil && may('customers:merge') && (
                            <AskButton size="small" label="records.merge.undo" text="records.merge.undoText" onYes={() => undo(one.from)} />
                        )}
                    </Stack>
                ))}
            </Stack>
        </Part>
    );
};
