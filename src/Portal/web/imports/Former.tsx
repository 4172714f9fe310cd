import { Alert, Button, Card, CardContent, Skeleton, Stack, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { Facts, Part } from '../look/Facts';
import { Moment } from '../look/Money';
import { Table } from '../look/Table';
import { useRead } from '../look/useRead';
import type { ImportKind, ImportState } from './kinds';
import { Undo } from './Undo';
import { Counts } from './WhatWouldChange';

/** The imports of before; each has a page of its own. */
export const FormerImports = ({ name, kind }: { name: string; kind: ImportKind }) => {
    const translate = useTranslate();
    const { data } = useRead<{ items: ImportState[] }>(`${kind.path}/imports/recent`);
    if (!data || data.items.length === 0) return null;
    return (
        <Part title="imports.former">
            <Table
                label={translate('imports.former')}
                rows={data.items}
                keyOf={one => one.id}
                columns={[
                    {
                        name: 'imports.when',
                        value: one => (
                            <Link to={`/imports/${name}/${one.id}`}>
                                <Moment at={one.startedAt} />
                            </Link>
                        ),
                    },
                    { name: 'imports.by', value: one => one.by },
                    { name: 'imports.outcome', value: one => <Counts of={one} /> },
                    { name: 'imports.state', value: one => translate(stateOf(one)) },
                ]}
            />
        </Part>
    );
};

const stateOf = (one: ImportState) => (one.undo ? `imports.undo.states.${one.undo}` : `imports.states.${one.state}`);

/** One import of before. */
export const FormerImport = ({ name, kind, id }: { name: string; kind: ImportKind; id: string }) => {
    const translate = useTranslate();
    const { data, error, read } = useRead<ImportState>(`${kind.path}/imports/${encodeURIComponent(id)}`);
    if (error) return <Alert severity="warning">{error}</Alert>;
    if (!data) return <Skeleton variant="rounded" height={160} />;
    return (
        <Card component="section">
            <CardContent>
                <Stack spacing={2}>
                    <Typography variant="h2" component="h3">
                        {translate('imports.one', { id: data.id })}
                    </Typography>
                    <Facts
                        of={[
                            ['imports.when', <Moment key="at" at={data.startedAt} />],
                            ['imports.by', data.by],
                            ['imports.state', translate(stateOf(data))],
                        ]}
                    />
                    <Counts of={data} />
                    <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
                        <Button variant="outlined" href={data.verdicts} download>
                            {translate('imports.verdicts')}
                        </Button>
                        <Button component={Link} to={`/imports/${name}`}>
                            {translate('imports.next')}
                        </Button>
                    </Stack>
                    <Undo kind={kind} of={data} onDone={read} />
                </Stack>
            </CardContent>
        </Card>
    );
};
