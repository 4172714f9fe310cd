import { Alert, Box, Chip, Stack, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { useLocale, useTranslate } from 'react-admin';
import type { ImportKind, Preview, PreviewRow } from './kinds';
import { useFieldLabel } from './Mapping';
import { useKnown, valueOf } from './useKnown';

const outcomes = ['created', 'updated', 'unchanged', 'refused'] as const;
const colours = { created: 'success', updated: 'info', unchanged: 'default', refused: 'error' } as const;

export const OutcomeChip = ({ outcome, count }: { outcome: (typeof outcomes)[number]; count?: number }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const word = translate(`imports.outcomes.${outcome}`);
    return (
        <Chip
            size="small"
            variant="outlined"
            color={colours[outcome]}
            label={count === undefined ? word : `${new Intl.NumberFormat(locale).format(count)} ${word}`}
        />
    );
};

export const Counts = ({ of }: { of: Record<(typeof outcomes)[number], number> }) => (
    <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
        {outcomes.map(one => (
            <OutcomeChip key={one} outcome={one} count={of[one]} />
        ))}
    </Stack>
);

/** The first rows, and what would become of each. */
export const WhatWouldChange = ({ kind, preview }: { kind: ImportKind; preview: Preview }) => {
    const translate = useTranslate();
    const label = useFieldLabel(kind);
    const known = useKnown(kind.resource, preview.rows);
    const fields = preview.fields.filter(field => preview.rows.some(row => field in row.values));
    const counts = Object.fromEntries(outcomes.map(one => [one, preview.rows.filter(row => row.outcome === one).length])) as Record<
        (typeof outcomes)[number],
        number
    >;
    return (
        <Stack spacing={1.5}>
            <Stack direction="row" spacing={1.5} useFlexGap sx={{ flexWrap: 'wrap', alignItems: 'center' }}>
                <Typography>
                    {translate(preview.hasMore ? 'imports.firstRows' : 'imports.allRows', { smart_count: preview.rows.length })}
                </Typography>
                <Counts of={counts} />
            </Stack>
            {preview.rows.length === 0 ? (
                <Alert severity="info">{translate('imports.noRows')}</Alert>
            ) : (
                <TableContainer sx={{ maxHeight: 440 }} tabIndex={0} role="region" aria-label={translate('imports.preview')}>
                    <Table size="small" stickyHeader>
                        <TableHead>
                            <TableRow>
                                <TableCell>{translate('imports.row')}</TableCell>
                                <TableCell>{translate('imports.outcome')}</TableCell>
                                {fields.map(field => (
                                    <TableCell key={field} sx={{ whiteSpace: 'nowrap' }}>
                                        {label(field)}
                                    </TableCell>
                                ))}
                            </TableRow>
                        </TableHead>
                        <TableBody>
                            {preview.rows.map(row => (
                                <Row key={row.row} row={row} fields={fields} before={row.recordId ? known[row.recordId] : undefined} />
                            ))}
                        </TableBody>
                    </Table>
                </TableContainer>
            )}
        </Stack>
    );
};

const Row = ({ row, fields, before }: { row: PreviewRow; fields: string[]; before: Record<string, unknown> | undefined }) => {
    const changed =
        row.outcome === 'updated' ? new Set((row.message ?? '').split(/[,\s]+/).map(name => name.split('.').pop())) : new Set<string>();
    const cell = (field: string) => {
        const now = row.values[field] ?? '';
        const isChanged = changed.has(field) || (changed.has('stock') && field === 'quantity');
        if (!isChanged) return now;
        const was = valueOf(before, field);
        return (
            <>
                {was !== null && was !== now && (
                    <>
                        <Box component="del" sx={{ color: 'text.secondary' }}>
                            {was}
                        </Box>{' '}
                    </>
                )}
                <Box component="ins" sx={{ fontWeight: 650, textDecoration: 'none', color: 'info.main' }}>
                    {now || '–'}
                </Box>
            </>
        );
    };
    return (
        <TableRow>
            <TableCell sx={{ color: 'text.secondary' }}>{row.row}</TableCell>
            <TableCell sx={{ minWidth: 130 }}>
                <OutcomeChip outcome={row.outcome} />
                {row.outcome === 'refused' && (
                    <Typography variant="body2" color="error" sx={{ mt: 0.5, minWidth: 220 }}>
                        {row.message}
                    </Typography>
                )}
            </TableCell>
            {fields.map(field => (
                <TableCell
                    key={field}
                    sx={{ maxWidth: 240, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
                    title={row.values[field] ?? undefined}
                >
                    {cell(field)}
                </TableCell>
            ))}
        </TableRow>
    );
};
