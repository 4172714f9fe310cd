import { Box, Table as Grid, TableBody, TableCell, TableHead, TableRow, type Theme } from '@mui/material';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';

export interface Column<T> {
    /** The words of its heading; empty for a column of buttons. */
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

/** On a telephone each row stands by itself: its first cell is its heading, the others have theirs beside them. */
const stacked = (theme: Theme) => ({
    [theme.breakpoints.down('sm')]: {
        '& thead': { position: 'absolute', clipPath: 'inset(50%)', height: '1px', width: '1px', overflow: 'hidden' },
        '& table, & tbody, & tr': { display: 'block' },
        '& tr': { borderBottom: 1, borderColor: 'divider', py: 1 },
        '& tr:last-child': { borderBottom: 0 },
        '& td': { border: 0, px: 0, py: 0.4, textAlign: 'left', minWidth: 0, whiteSpace: 'normal', overflowWrap: 'anywhere' },
        '& td:not(:first-of-type)': { justifyContent: 'space-between', alignItems: 'center', gap: 2 },
        '& td:not(:first-of-type):empty': { display: 'none' },
        '& td:not(:first-of-type)::before': { content: 'attr(data-label)', color: 'text.secondary', flex: '0 0 auto', maxWidth: '45%' },
    },
});

const isNothing = (value: ReactNode) => value === null || value === undefined || value === false || value === '';
const shown = (value: ReactNode) =>
    isNothing(value) ? null : (
        <Box component="div" sx={{ minWidth: 0 }}>
            {value}
        </Box>
    );

/** A table with headings; wide ones can be moved sideways, by the keyboard too. */
export const Table = <T,>({ label, rows, columns, keyOf }: Props<T>) => {
    const translate = useTranslate();
    const look = (column: Column<T>, index: number) => ({
        display: column.isWide
            ? { xs: 'none', [column.isWide === 'xl' ? 'xl' : 'md']: 'table-cell' }
            : { xs: index === 0 ? 'block' : 'flex', sm: 'table-cell' },
        pl: index === 0 ? 0 : undefined,
        textAlign: column.isNumber ? ('right' as const) : undefined,
        fontVariantNumeric: 'tabular-nums',
        whiteSpace: column.isNumber ? ('nowrap' as const) : undefined,
        minWidth: column.width,
        '& time': { whiteSpace: 'nowrap' },
    });
    return (
        <Box role="region" aria-label={label} tabIndex={0} sx={[{ overflowX: 'auto', position: 'relative' }, stacked]}>
            <Grid size="small">
                <TableHead>
                    <TableRow>
                        {columns.map((column, index) => (
                            <TableCell
                                key={column.name}
                                component={column.name ? 'th' : 'td'}
                                sx={{ ...look(column, index), fontWeight: 600 }}>
                                {column.name && translate(column.name)}
                            </TableCell>
                        ))}
                    </TableRow>
                </TableHead>
                <TableBody>
                    {rows.map(row => (
                        <TableRow key={keyOf(row)} sx={{ '&:last-child td': { border: 0 } }}>
                            {columns.map((column, index) => (
                                <TableCell key={column.name} data-label={column.name && translate(column.name)} sx={look(column, index)}>
                                    {shown(column.value(row))}
                                </TableCell>
                            ))}
                        </TableRow>
                    ))}
                </TableBody>
            </Grid>
        </Box>
    );
};
