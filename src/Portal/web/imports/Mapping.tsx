import { Box, MenuItem, Table, TableBody, TableCell, TableContainer, TableHead, TableRow, TextField, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { fieldOf, type Column, type ImportKind } from './kinds';
import type { Import } from './useImport';
import { useSamples } from './useSamples';

/** What a field is called on the pages of its records; else its name in the API. */
export const useFieldLabel = (kind: ImportKind) => {
    const translate = useTranslate();
    return (field: string) => {
        const key = field === 'stock' || field === 'quantity' || field === 'count' ? 'onHand' : field;
        for (const place of ['', 'address.', 'stock.']) {
            const told = translate(`resources.${kind.resource}.fields.${place}${key}`, { _: '' });
            if (told && typeof told === 'string') return told;
        }
        return translate(`imports.fields.${field}`, { _: field });
    };
};

/** Which column becomes what; each can be given to another field, or left out. */
export const Mapping = ({ kind, work, columns }: { kind: ImportKind; work: Import; columns: Column[] }) => {
    const translate = useTranslate();
    const label = useFieldLabel(kind);
    const { preview, choices, mapColumn } = work;
    const samples = useSamples(work.file, preview?.readAs);
    const sample = (field: string) => preview?.rows.map(row => row.values[field]).find(Boolean) ?? '';
    const fields = [...(preview?.fields ?? [])].sort((one, other) => label(one).localeCompare(label(other)));
    return (
        <TableContainer>
            <Table size="small">
                <TableHead>
                    <TableRow>
                        {['column', 'becomes', 'sample'].map(one => (
                            <TableCell key={one}>{translate(`imports.${one}`)}</TableCell>
                        ))}
                    </TableRow>
                </TableHead>
                <TableBody>
                    {columns.map((column, index) => {
                        const field = fieldOf(columns, choices, index);
                        return (
                            <TableRow key={index}>
                                <TableCell component="th" scope="row">
                                    <Box component="code" sx={{ wordBreak: 'break-word' }}>
                                        {column.name || `#${index + 1}`}
                                    </Box>
                                </TableCell>
                                <TableCell sx={{ minWidth: 190 }}>
                                    <TextField
                                        select
                                        size="small"
                                        margin="none"
                                        value={fields.includes(field) ? field : ''}
                                        onChange={event => mapColumn(index, event.target.value)}
                                        slotProps={{
                                            select: {
                                                displayEmpty: true,
                                                inputProps: {
                                                    'aria-label': translate('imports.becomesOf', {
                                                        column: column.name || `#${index + 1}`,
                                                    }),
                                                },
                                            },
                                        }}
                                    >
                                        <MenuItem value="">
                                            <Typography component="em" color="textSecondary">
                                                {translate('imports.leaveOut')}
                                            </Typography>
                                        </MenuItem>
                                        {fields.map(one => (
                                            <MenuItem key={one} value={one}>
                                                {label(one)}
                                                {label(one) !== one && (
                                                    <Typography component="span" variant="body2" color="textSecondary" sx={{ ml: 1 }}>
                                                        {one}
                                                    </Typography>
                                                )}
                                            </MenuItem>
                                        ))}
                                    </TextField>
                                </TableCell>
                                <TableCell
                                    sx={{
                                        color: 'text.secondary',
                                        maxWidth: 260,
                                        overflow: 'hidden',
                                        textOverflow: 'ellipsis',
                                        whiteSpace: 'nowrap',
                                    }}
                                >
                                    {samples[index] || (field ? sample(field) : '')}
                                </TableCell>
                            </TableRow>
                        );
                    })}
                </TableBody>
            </Table>
        </TableContainer>
    );
};
