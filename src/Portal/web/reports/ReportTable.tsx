import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Cell, Report, ReportColumn } from './shape';
import { useCell } from './useCell';

const pages: Record<string, string> = { customerId: 'customers', productId: 'products' };

/** The figures of a report; what the chart shows, for everybody. */
export const ReportTable = ({ report, label }: { report: Report; label: string }) => {
    const translate = useTranslate();
    const isRight = (column: ReportColumn) =>
        column.type === 'money' || column.type === 'number' || (column.type === 'count' && !pages[column.name]);
    return (
        <>
            {report.series.map(series => (
                <TableContainer
                    key={series.currency}
                    tabIndex={0}
                    role="region"
                    aria-label={`${label} ${series.currency ?? ''}`}
                    sx={{ maxHeight: 520, mb: 2 }}
                >
                    {report.series.length > 1 && (
                        <Typography variant="h3" component="h4">
                            {series.currency}
                        </Typography>
                    )}
                    <Table size="small" stickyHeader>
                        <TableHead>
                            <TableRow>
                                {report.columns.map(column => (
                                    <TableCell key={column.name} align={isRight(column) ? 'right' : 'left'}>
                                        {translate(`reports.columns.${column.name}`, { _: column.name })}
                                    </TableCell>
                                ))}
                            </TableRow>
                        </TableHead>
                        <TableBody>
                            {series.rows.map((row, index) => (
                                <TableRow key={index} hover>
                                    {report.columns.map((column, place) => (
                                        <TableCell
                                            key={column.name}
                                            align={isRight(column) ? 'right' : 'left'}
                                            sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: isRight(column) ? 'nowrap' : undefined }}
                                        >
                                            <Value value={row[place] ?? null} column={column} currency={series.currency} />
                                        </TableCell>
                                    ))}
                                </TableRow>
                            ))}
                        </TableBody>
                    </Table>
                </TableContainer>
            ))}
        </>
    );
};

const Value = ({ value, column, currency }: { value: Cell; column: ReportColumn; currency: string | null }) => {
    const cell = useCell();
    const page = pages[column.name];
    return page && value !== null ? <Link to={`/${page}/${value}/show`}>{value}</Link> : <>{cell(value, column, currency)}</>;
};
