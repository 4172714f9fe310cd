import { MenuItem, Stack, TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { ranges, reports } from './shape';

const own = 'own';
const iso = (date: Date) => date.toISOString().slice(0, 10);
/** The API's `to` is the first day behind; people mean the last one. */
const shift = (day: string, by: number) => iso(new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000));

/** What a report is asked; it stands in the address, so that a link shows the same again. */
export const Asking = ({ name }: { name: string }) => {
    const translate = useTranslate();
    const [query, setQuery] = useSearchParams();
    const set = (values: Record<string, string | null>) =>
        setQuery(
            before => {
                const after = new URLSearchParams(before);
                for (const [key, value] of Object.entries(values)) {
                    if (value) after.set(key, value);
                    else after.delete(key);
                }
                return after;
            },
            { replace: true },
        );
    const isOwn = query.has('from');
    const field = { size: 'small' as const, fullWidth: false, margin: 'none' as const, sx: { minWidth: 150 } };
    return (
        <Stack direction="row" spacing={1.5} useFlexGap sx={{ flexWrap: 'wrap' }} className="no-print">
            <TextField
                {...field}
                select
                label={translate('reports.range')}
                value={isOwn ? own : (query.get('range') ?? (name === 'cohorts' ? 'last-365-days' : 'last-30-days'))}
                onChange={event =>
                    event.target.value === own
                        ? set({ range: null, from: shift(iso(new Date()), -30), to: shift(iso(new Date()), 1) })
                        : set({ range: event.target.value, from: null, to: null })
                }
            >
                {[...ranges, own].map(one => (
                    <MenuItem key={one} value={one}>
                        {translate(`reports.ranges.${one}`)}
                    </MenuItem>
                ))}
            </TextField>
            {isOwn && (
                <TextField
                    {...field}
                    type="date"
                    label={translate('reports.from')}
                    value={query.get('from')}
                    onChange={event => event.target.value && set({ from: event.target.value })}
                    slotProps={{ inputLabel: { shrink: true } }}
                />
            )}
            {isOwn && (
                <TextField
                    {...field}
                    type="date"
                    label={translate('reports.to')}
                    value={shift(query.get('to') ?? iso(new Date()), -1)}
                    onChange={event => event.target.value && set({ to: shift(event.target.value, 1) })}
                    slotProps={{ inputLabel: { shrink: true } }}
                />
            )}
            {Object.entries(reports[name]!.asks).map(([ask, choices]) =>
                Array.isArray(choices) ? (
                    <TextField
                        key={ask}
                        {...field}
                        select
                        label={translate(`reports.asks.${ask}`)}
                        value={query.get(ask) ?? choices[0]}
                        onChange={event => set({ [ask]: event.target.value })}
                    >
                        {choices.map(one => (
                            <MenuItem key={one} value={one}>
                                {translate(`reports.words.${one}`)}
                            </MenuItem>
                        ))}
                    </TextField>
                ) : (
                    <TextField
                        key={ask}
                        {...field}
                        type="number"
                        label={translate(`reports.asks.${ask}`)}
                        placeholder={choices ? `${choices}` : undefined}
                        value={query.get(ask) ?? ''}
                        onChange={event => set({ [ask]: event.target.value })}
                        slotProps={{ inputLabel: { shrink: true }, htmlInput: { min: 1 } }}
                    />
                ),
            )}
        </Stack>
    );
};
