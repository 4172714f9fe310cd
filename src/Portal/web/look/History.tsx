import { Button, Card, CardContent, Typography } from '@mui/material';
import { useCallback, useEffect, useState } from 'react';
import { useRecordContext, useResourceContext, useTranslate } from 'react-admin';
import { call } from '../api/http';
import { RecordDeliveries } from '../sync/RecordDeliveries';
import { Word } from './Choice';
import { Moment } from './Money';
import { Table } from './Table';
import { useFieldName } from './useFieldName';

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
    const nameOf = useFieldName(resource);
    return (
        <Card component="section" sx={{ mt: 2 }} className="no-print">
            <CardContent>
                <Typography variant="h2" component="h3" gutterBottom>
                    {translate('portal.history.title')}
                </Typography>
                {versions.length === 0 ? (
                    <Typography color="textSecondary">{translate('portal.history.none')}</Typography>
                ) : (
                    <Table
                        label={translate('portal.history.title')}
                        rows={versions}
                        keyOf={one => one.version}
                        columns={[
                            { name: 'portal.history.at', value: one => <Moment at={one.at} /> },
                            { name: 'portal.history.actor', value: one => one.actor },
                            { name: 'portal.history.change', value: one => <Word value={one.change} /> },
                            { name: 'portal.history.fields', value: one => one.fields.map(nameOf).join(', ') },
                        ]}
                    />
                )}
                {next && <Button onClick={() => read(next)}>{translate('portal.history.more')}</Button>}
            </CardContent>
        </Card>
    );
};
