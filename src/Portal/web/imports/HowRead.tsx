import { Box, MenuItem, TextField } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { ImportKind, Options, ReadAs } from './kinds';
import type { Import } from './useImport';

const charsets = ['utf-8', 'windows-1252', 'windows-1250', 'windows-1251', 'iso-8859-15', 'utf-16'];
const separators = ['comma', 'semicolon', 'tab', 'pipe'];
const decimals = [',', '.'];
const separatorNames: Record<string, string> = { ',': 'comma', ';': 'semicolon', '|': 'pipe', tab: 'tab' };

/** How the file was read, and where a person may say it better. */
export const HowRead = ({ kind, work }: { kind: ImportKind; work: Import }) => {
    const translate = useTranslate();
    const { options, preview, say } = work;
    const read: ReadAs | null = preview?.readAs ?? null;
    const isText = read ? read.format === 'csv' : true;
    const field = (name: keyof Options, hint?: string | null) => ({
        size: 'small' as const,
        margin: 'none' as const,
        label: translate(`imports.${name}`),
        value: options[name],
        helperText: hint ?? ' ',
        onChange: (event: { target: { value: string } }) => say({ [name]: event.target.value }),
    });
    const choice = (
        name: 'charset' | 'separator' | 'decimal',
        values: string[],
        found: string | null | undefined,
        from: string | null | undefined,
    ) => (
        <TextField
            select
            {...field(name, from && !options[name] ? translate(`imports.from.${from}`, { _: from }) : null)}
            slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
        >
            <MenuItem value="">
                {found
                    ? translate('imports.found', { value: translate(`imports.signs.${found}`, { _: found }) })
                    : translate('imports.auto')}
            </MenuItem>
            {values.map(one => (
                <MenuItem key={one} value={one}>
                    {translate(`imports.signs.${one}`, { _: one })}
                </MenuItem>
            ))}
        </TextField>
    );
    return (
        <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'repeat(auto-fill, minmax(210px, 1fr))' }}>
            {isText && choice('charset', charsets, read?.charset, read?.charsetFrom)}
            {isText && choice('separator', separators, separatorNames[read?.separator ?? ''] ?? read?.separator, null)}
            {isText && choice('decimal', decimals, read?.decimal, read?.decimal ? read.decimalFrom : null)}
            <TextField
                {...field('source', translate('imports.sourceHint'))}
                placeholder="import"
                slotProps={{ inputLabel: { shrink: true } }}
            />
            {kind.own.includes('mode') && (
                <TextField
                    select
                    {...field('mode', options.mode ? translate(`imports.modeHints.${options.mode}`) : translate('imports.modeHints.place'))}
                    slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
                >
                    {['', 'history', 'inflight'].map(one => (
                        <MenuItem key={one} value={one}>
                            {translate(`imports.modes.${one || 'place'}`)}
                        </MenuItem>
                    ))}
                </TextField>
            )}
            {kind.own.includes('currency') && (
                <TextField
                    {...field('currency', translate('imports.currencyHint'))}
                    placeholder="EUR"
                    slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 3 } }}
                />
            )}
            {kind.own.includes('dates') && (
                <TextField
                    {...field('dates', translate('imports.datesHint'))}
                    placeholder="dd.MM.yyyy HH:mm"
                    slotProps={{ inputLabel: { shrink: true } }}
                />
            )}
            {kind.own.includes('zone') && (
                <TextField
                    {...field('zone', translate('imports.zoneHint'))}
                    placeholder="Europe/Berlin"
                    slotProps={{ inputLabel: { shrink: true } }}
                />
            )}
            {kind.own.includes('returns') && options.mode !== '' && (
                <TextField {...field('returns', translate('imports.returnsHint'))} slotProps={{ inputLabel: { shrink: true } }} />
            )}
            {kind.own.includes('products') && options.mode === 'history' && (
                <TextField select {...field('products')} slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}>
                    {['', 'create'].map(one => (
                        <MenuItem key={one} value={one}>
                            {translate(`imports.unknown.${one || 'refuse'}`)}
                        </MenuItem>
                    ))}
                </TextField>
            )}
        </Box>
    );
};
