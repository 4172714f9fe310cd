import { Button, Card, CardContent, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useCallback, useEffect, useState } from 'react';
import { useRecordContext, useResourceContext, useTranslate } from 'react-admin';
import { call } from '../api/http';
import { RecordDeliveries } from '../sync/RecordDeliveries';
import { Word } from './Choice';
import { Moment } from './Money';

interface Version {
    version: number;
    change: string;
    at: string;
    actor: string;
    fields: string[];
}

/** Who changed what of the record, and what was brought of it elsewhere. */
export const History = () => (
    <>
        <Changes />
        <RecordDeliveries />
    </>
);

/** The newest first as far as it was read. */
const Changes = () => {
    const record = useRecordContext();
    const resource = useResourceContext();
    const translate = useTranslate();
    const [versions, setVersions] = useState<Version[]>([]);
    const [next, setNext] = useState<string | null>(null);
    const path = record ? `/api/${resource}/${record.id}/history` : null;
    const read = useCallback(
        async (after: string | null) => {
            if (!path) return;
            const { body } = await call<{ items: Version[]; next: string | null }>(
                `${path}${after ? `?after=${encodeURIComponent(after)}` : ''}`,
            );
            setVersions(known => (after ? [...known, ...body.items] : body.items));
            setNext(body.next);
        },
        [path],
    );
    useEffect(() => {
        read(null).catch(() => undefined);
    }, [read, record?.version]);
    return (
        <Card sx={{ mt: 2 }} className="no-print">
            <CardContent sx={{ overflowX: 'auto' }}>
                <Typography variant="h2" component="h3" gutterBottom>
                    {translate('portal.history.title')}
                </Typography>
                {versions.length === 0 ? (
                    <Typography color="textSecondary">{translate('portal.history.none')}</Typography>
                ) : (
                    <Table size="small">
                        <TableHead>
                            <TableRow>
                                {['at', 'actor', 'change', 'fields'].map(name => (
                                    <TableCell key={name}>{translate(`portal.history.${name}`)}</TableCell>
                                ))}
                            </TableRow>
                        </TableHead>
                        <TableBody>
                            {versions.map(one => (
                                <TableRow key={one.version}>
                                    <TableCell>
                                        <Moment at={one.at} />
                                    </TableCell>
                                    <TableCell>{one.actor}</TableCell>
                                    <TableCell>
                                        <Word value={one.change} />
                                    </TableCell>
                                    <TableCell>
                                        {one.fields.map(name => translate(`resources.${resource}.fields.${name}`, { _: name })).join(', ')}
                                    </TableCell>
                                </TableRow>
                            ))}
                        </TableBody>
                    </Table>
                )}
                {next && <Button onClick={() => read(next)}>{translate('portal.history.more')}</Button>}
            </CardContent>
        </Card>
    );
};
