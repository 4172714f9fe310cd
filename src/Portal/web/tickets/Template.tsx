import { MenuItem, TextField } from '@mui/material';
import { useRecordContext, useTranslate } from 'react-admin';
import { call } from '../api/http';
import type { Schemas } from '../api/types';
import { useRead } from '../look/useRead';

/** An answer that was written before, with what this ticket and its customer are in its places. */
export const Template = ({ onText }: { onText: (text: string) => void }) => {
    const record = useRecordContext();
    const translate = useTranslate();
    const { data } = useRead<Schemas['CannedList']>('/api/tickets/answers');
    if (!record || !data || data.items.length === 0) return null;
    const fill = (id: string) =>
        id &&
        call<{ body: string }>(`/api/tickets/${record.id}/answers/${id}`).then(
            answer => onText(answer.body.body),
            () => undefined,
        );
    return (
        <TextField
            select
            margin="none"
            label={translate('records.ticket.template')}
            value=""
            onChange={event => fill(event.target.value)}
            sx={{ maxWidth: 320 }}
            slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
        >
            <MenuItem value="">{translate('records.ticket.noTemplate')}</MenuItem>
            {data.items.map(one => (
                <MenuItem key={one.id} value={one.id}>
                    {one.name}
                </MenuItem>
            ))}
        </TextField>
    );
};
