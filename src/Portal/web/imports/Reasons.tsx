import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { readCsv } from '../look/csv';
import type { ImportKind } from './kinds';

const shownMax = 50;

interface Props {
    /** Where the list is. */
    file: string;
    /** How many there are in all. */
    count: number;
    /** What they are about, where there is a record to look at. */
    kind?: ImportKind;
}

/** The first of what was not done, and why. */
export const Reasons = ({ file, count, kind }: Props) => {
    const translate = useTranslate();
    const [rows, setRows] = useState<Record<string, string>[] | null>(null);
    useEffect(() => {
        fetch(file)
            .then(answer => answer.text())
            .then(
                text => setRows(readCsv(text, shownMax)),
                () => setRows([]),
            );
    }, [file]);
    if (!rows) return null;
    return (
        <>
            <TableContainer tabIndex={0} role="region" aria-label={translate('imports.why')}>
                <Table size="small">
                    <TableHead>
                        <TableRow>
                            {['row', kind ? 'record' : 'line', 'why'].map(one => (
                                <TableCell key={one}>{translate(`imports.${one}`)}</TableCell>
                            ))}
                        </TableRow>
                    </TableHead>
                    <TableBody>
                        {rows.map(row => (
                            <TableRow key={row.row}>
                                <TableCell>{row.row}</TableCell>
                                <TableCell>{kind ? <Record kind={kind} id={row[`${kind.record}Id`]!} /> : row.line}</TableCell>
                                <TableCell>{row.message}</TableCell>
                            </TableRow>
                        ))}
                    </TableBody>
                </Table>
            </TableContainer>
            {count > rows.length && <Typography color="textSecondary">{translate('imports.moreRefused')}</Typography>}
        </>
    );
};

const Record = ({ kind, id }: { kind: ImportKind; id: string }) => <Link to={`/${kind.resource}/${id}/show`}>{id}</Link>;
