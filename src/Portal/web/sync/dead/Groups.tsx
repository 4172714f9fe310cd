import { Link as Anchor, Stack, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { Word } from '../../look/Choice';
import { Moment } from '../../look/Money';
import { filterOf } from '../flows/filterOf';
import { Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { DeadLetterGroup } from '../parts/types';
import { useTicking } from '../parts/useTicking';
import { PutRight } from './PutRight';

const likeThis = ({ flow, cause, fingerprint, count, example }: DeadLetterGroup) =>
    count === 1 ? `/dead-letters/${example.id}/show` : `/dead-letters?filter=${filterOf(fingerprint ? { fingerprint } : { flow, cause })}`;

/** Dead letters that died of the same, the most frequent first: each kind is put right at once. */
export const Groups = () => {
    const translate = useTranslate();
    const { data, error, read } = useTicking<{ items: DeadLetterGroup[]; more: boolean }>('/api/sync/dead-letters/groups?size=10');
    if (data?.items.length === 0) return null;
    return (
        <Panel title={translate('portal.sync.dead_.causes')} error={data ? null : error} isReading={!data}>
            <Table
                label={translate('portal.sync.dead_.causes')}
                rows={data?.items ?? []}
                keyOf={one => `${one.flow}/${one.fingerprint}/${one.cause}`}
                columns={[
                    {
                        name: 'portal.sync.count',
                        value: one => (
                            <Typography component="span" variant="h2">
                                {one.count}
                            </Typography>
                        ),
                        isNumber: true,
                    },
                    {
                        name: 'portal.sync.dead_.what',
                        value: one => (
                            <Stack spacing={0.5} sx={{ alignItems: 'start' }}>
                                <Word value={one.cause} />
                                <Anchor component={Link} to={likeThis(one)} sx={{ overflowWrap: 'anywhere' }}>
                                    {one.example.message ?? one.example.subject}
                                </Anchor>
                            </Stack>
                        ),
                    },
                    {
                        name: 'resources.dead-letters.fields.flow',
                        value: one => (
                            <Anchor component={Link} to={`/flows/${one.flow}/show`}>
                                {one.flow}
                            </Anchor>
                        ),
                    },
                    { name: 'portal.sync.first', value: one => <Moment at={one.first} />, isWide: true },
                    { name: 'portal.sync.last', value: one => <Moment at={one.last} />, isWide: true },
                    {
                        name: 'portal.sync.action',
                        value: one => (
                            <Stack direction="row" sx={{ flexWrap: 'wrap' }}>
                                <PutRight
                                    isJob
                                    count={one.count}
                                    onDone={read}
                                    filter={{
                                        flow: one.flow,
                                        ...(one.cause ? { cause: one.cause } : {}),
                                        ...(one.fingerprint ? { fingerprint: one.fingerprint } : {}),
                                    }}
                                />
                            </Stack>
                        ),
                    },
                ]}
            />
        </Panel>
    );
};
