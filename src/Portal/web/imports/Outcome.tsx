import {
    Alert,
    AlertTitle,
    Button,
    Card,
    CardContent,
    LinearProgress,
    Stack,
    Table,
    TableBody,
    TableCell,
    TableContainer,
    TableHead,
    TableRow,
    Typography,
} from '@mui/material';
import { useEffect, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { readCsv } from '../look/csv';
import type { ImportKind, ImportState } from './kinds';
import type { Import } from './useImport';
import { Counts } from './WhatWouldChange';

const shownMax = 50;

/** How far the import is, and in the end what became of it. */
export const Outcome = ({ kind, work }: { kind: ImportKind; work: Import }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const { state, sent, error, clear, start, cancel } = work;
    const isDone = state?.state === 'finished' && !error;
    const number = new Intl.NumberFormat(locale);
    return (
        <Card component="section">
            <CardContent>
                <Stack spacing={2}>
                    <Typography variant="h2" component="h3" aria-live="polite">
                        {translate(isDone ? 'imports.done' : error ? 'imports.failed' : sent === 1 ? 'imports.writing' : 'imports.sending')}
                    </Typography>
                    {!isDone && !error && (
                        <>
                            <LinearProgress
                                variant={sent && sent < 1 ? 'determinate' : 'indeterminate'}
                                value={(sent ?? 0) * 100}
                                aria-label={translate('imports.sending')}
                            />
                            <Typography>
                                {translate('imports.soFar', {
                                    rows: number.format(state?.rows ?? 0),
                                    part: new Intl.NumberFormat(locale, { style: 'percent' }).format(sent ?? 0),
                                })}
                            </Typography>
                            <div>
                                <Button onClick={cancel}>{translate('imports.stop')}</Button>
                            </div>
                        </>
                    )}
                    {error && (
                        <Alert
                            severity="warning"
                            action={
                                <Button color="inherit" onClick={start}>
                                    {translate('imports.goOn')}
                                </Button>
                            }
                        >
                            <AlertTitle>{translate('imports.kept', { rows: number.format(state?.rows ?? 0) })}</AlertTitle>
                            {translate(error, { _: error })}
                        </Alert>
                    )}
                    {state && <Counts of={state} />}
                    {isDone && state.refused > 0 && <Refused state={state} />}
                    {isDone && (
                        <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
                            <Button variant="contained" component={Link} to={`/${kind.resource}`}>
                                {translate('imports.show')}
                            </Button>
                            <Button variant="outlined" href={state.verdicts} download>
                                {translate('imports.verdicts')}
                            </Button>
                            <Button onClick={clear}>{translate('imports.next')}</Button>
                        </Stack>
                    )}
                </Stack>
            </CardContent>
        </Card>
    );
};

/** The first rows that were not taken, and why. */
const Refused = ({ state }: { state: ImportState }) => {
    const translate = useTranslate();
    const [rows, setRows] = useState<Record<string, string>[] | null>(null);
    useEffect(() => {
        fetch(`${state.verdicts}?outcome=refused`)
            .then(answer => answer.text())
            .then(
                text => setRows(readCsv(text, shownMax)),
                () => setRows([]),
            );
    }, [state.verdicts]);
    if (!rows) return null;
    return (
        <>
            <TableContainer>
                <Table size="small">
                    <TableHead>
                        <TableRow>
                            {['row', 'line', 'why'].map(one => (
                                <TableCell key={one}>{translate(`imports.${one}`)}</TableCell>
                            ))}
                        </TableRow>
                    </TableHead>
                    <TableBody>
                        {rows.map(row => (
                            <TableRow key={row.row}>
                                <TableCell>{row.row}</TableCell>
                                <TableCell>{row.line}</TableCell>
                                <TableCell>{row.message}</TableCell>
                            </TableRow>
                        ))}
                    </TableBody>
                </Table>
            </TableContainer>
            {state.refused > rows.length && <Typography color="textSecondary">{translate('imports.moreRefused')}</Typography>}
        </>
    );
};
