import { Alert, Card, CardContent, Skeleton, Table, TableBody, TableCell, TableRow, Typography, type Theme } from '@mui/material';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';

interface Props<T> {
    title: string;
    rows: T[] | undefined;
    error: string | null;
    empty: string;
    columns: (row: T) => ReactNode[];
    action?: ReactNode;
}

/** On a telephone the cells of a row stand one behind the other, on as many lines as they take. */
const wrapped = (theme: Theme) => ({
    [theme.breakpoints.down('sm')]: {
        '&, & tbody': { display: 'block' },
        '& tr': { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, rowGap: 0.5, py: 1, borderBottom: 1 },
        '& tr, & tr:last-child': { borderColor: 'divider' },
        '& tr:last-child': { borderBottom: 0 },
        '& td': { border: 0, p: 0, minWidth: 0, overflowWrap: 'anywhere' },
        '& time': { whiteSpace: 'nowrap' },
    },
});

/** A short list inside a page, with its states: being read, empty, failed. */
export const Rows = <T extends object>({ title, rows, error, empty, columns, action }: Props<T>) => {
    const translate = useTranslate();
    return (
        <Card component="section" sx={{ height: 1 }}>
            <CardContent sx={{ overflowX: 'auto' }}>
                <Typography variant="h2" component="h3" gutterBottom>
                    {translate(title)}
                </Typography>
                {error ? (
                    <Alert severity="warning" action={action}>
                        {error}
                    </Alert>
                ) : !rows ? (
                    <>
                        <Skeleton />
                        <Skeleton />
                        <Skeleton width="60%" />
                    </>
                ) : rows.length === 0 ? (
                    <Typography color="textSecondary">{translate(empty)}</Typography>
                ) : (
                    <Table size="small" sx={wrapped}>
                        <TableBody>
                            {rows.map((row, index) => (
                                <TableRow key={index} sx={{ '&:last-child td': { border: 0 } }}>
                                    {columns(row).map((cell, column) => (
                                        <TableCell
                                            key={column}
                                            sx={{ pl: column === 0 ? 0 : undefined, fontVariantNumeric: 'tabular-nums' }}>
                                            {cell}
                                        </TableCell>
                                    ))}
                                </TableRow>
                            ))}
                        </TableBody>
                    </Table>
                )}
            </CardContent>
        </Card>
    );
};
