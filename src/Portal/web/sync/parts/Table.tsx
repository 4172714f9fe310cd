import { Box, Table as Grid, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';

export interface Column<T> {
    /** The words of its heading. */
    name: string;
    value: (row: T) => ReactNode;
    /** Left out on a narrow screen; `xl` wants a very wide one. */
    isWide?: boolean | 'xl';
    isNumber?: boolean;
    /** At least so many pixels. */
    width?: number;
}

interface Props<T> {
    label: string;
    rows: readonly T[];
    columns: Column<T>[];
    keyOf: (row: T) => string | number;
}

/** A table with headings; wide ones can be moved sideways, by the keyboard too. */
export const Table = <T,>({ label, rows, columns, keyOf }: Props<T>) => {
    const translate = useTranslate();
    const look = (column: Column<T>, index: number) => ({
        display: column.isWide ? { xs: 'none', [column.isWide === 'xl' ? 'xl' : 'md']: 'table-cell' } : undefined,
        pl: index === 0 ? 0 : undefined,
        textAlign: column.isNumber ? 'right' as const : undefined,
        fontVariantNumeric: 'tabular-nums',
        whiteSpace: column.isNumber ? 'nowrap' as const : undefined,
        minWidth: column.width,
        '& time': { whiteSpace: 'nowrap' },
    });
    return (
        <Box role="region" aria-label={label} tabIndex={0} sx={{ overflowX: 'auto' }}>
            <Grid size="small">
                <TableHead>
                    <TableRow>{columns.map((column, index) => <TableCell key={column.name} sx={{ ...look(column, index), fontWeight: 600 }}>{translate(column.name)}</TableCell>)}</TableRow>
                </TableHead>
                <TableBody>
                    {rows.map(row => (
                        <TableRow key={keyOf(row)} sx={{ '&:last-child td': { border: 0 } }}>
                            {columns.map((column, index) => <TableCell key={column.name} sx={look(column, index)}>{column.value(row)}</TableCell>)}
                        </TableRow>
                    ))}
                </TableBody>
            </Grid>
        </Box>
    );
};
