import { Button, Chip, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useTranslate } from 'react-admin';
import { call } from '../../api/http';
import { Moment } from '../../look/Money';
import { useRead } from '../../look/useRead';
import { Ask } from '../../look/Ask';
import { Code, Diff } from '../parts/Code';
import { Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { FlowVersion } from '../parts/types';
import { useAct } from '../../look/useAct';

interface Looked {
    version: number;
    text?: string;
    diff?: string;
}

/** Every text that was in force: who applied it when, what it says, what differs from now; and back to it. */
export const FlowVersions = ({ name, inForce, onApplied }: { name: string; inForce: number | undefined; onApplied: () => void }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const { canAccess } = useCanAccess({ resource: 'flows', action: 'edit' });
    const [before, setBefore] = useState<number[]>([]);
    const { data, error, read } = useRead<{ items: FlowVersion[]; next: number | null }>(
        `/api/sync/flows/${name}/history${before.length ? `?before=${before.at(-1)}` : ''}`,
    );
    const [looked, setLooked] = useState<Looked | null>(null);
    const [back, setBack] = useState<number | null>(null);
    const path = (version: number) => `/api/sync/flows/${name}/versions/${version}`;
    const show = async (version: number, what: 'text' | 'diff') => {
        const { body } = await call<Looked>(what === 'diff' ? `${path(version)}/diff` : path(version));
        setLooked({ ...body, version });
    };
    const apply = async () => {
        if (back !== null && (await act(`${path(back)}/apply`, {}, 'portal.sync.versions.again'))) {
            setBack(null);
            setLooked(null);
            read();
            onApplied();
        }
    };
    return (
        <Stack spacing={2}>
            <Panel title={translate('portal.sync.tab.versions')} error={error} isReading={!data && !error}>
                <Table
                    label={translate('portal.sync.tab.versions')}
                    rows={data?.items ?? []}
                    keyOf={one => one.version}
                    columns={[
                        { name: 'portal.sync.version', value: one => one.version },
                        {
                            name: 'resources.dead-letters.fields.state',
                            value: one => (
                                <Chip
                                    size="small"
                                    variant="outlined"
                                    color={one.state === 'in force' ? 'success' : 'default'}
                                    label={translate(`portal.sync.versions.${one.state.replace(' ', '')}`)}
                                />
                            ),
                        },
                        { name: 'portal.sync.flows.applied', value: one => <Moment at={one.appliedAt} /> },
                        { name: 'portal.history.actor', value: one => one.appliedBy, isWide: true },
                        {
                            name: 'portal.sync.flows.origin',
                            value: one => translate(one.origin === 'file' ? 'portal.sync.flows.byFile' : 'portal.sync.flows.byApi'),
                            isWide: true,
                        },
                        {
                            name: 'portal.sync.action',
                            value: one =>
                                canAccess && (
                                    <Stack direction="row" spacing={0.5} sx={{ flexWrap: 'wrap' }}>
                                        <Button size="small" onClick={() => show(one.version, 'text')}>
                                            {translate('portal.sync.versions.text')}
                                        </Button>
                                        {inForce !== undefined && one.version !== inForce && (
                                            <Button size="small" onClick={() => show(one.version, 'diff')}>
                                                {translate('portal.sync.versions.diff')}
                                            </Button>
                                        )}
                                        {one.version !== inForce && (
                                            <Button size="small" onClick={() => setBack(one.version)}>
                                                {translate('portal.sync.versions.back')}
                                            </Button>
                                        )}
                                    </Stack>
                                ),
                        },
                    ]}
                />
                <Stack direction="row" spacing={1} sx={{ mt: 1 }}>
                    {before.length > 0 && <Button onClick={() => setBefore(before.slice(0, -1))}>{translate('portal.sync.newer')}</Button>}
                    {data?.next && <Button onClick={() => setBefore([...before, data.next!])}>{translate('portal.history.more')}</Button>}
                </Stack>
            </Panel>
            {looked && (
                <Panel
                    title={translate(looked.text !== undefined ? 'portal.sync.versions.textOf' : 'portal.sync.versions.diffOf', {
                        version: looked.version,
                        now: inForce,
                    })}
                    action={
                        <Button size="small" onClick={() => setLooked(null)}>
                            {translate('ra.action.close')}
                        </Button>
                    }>
                    {looked.text !== undefined ? (
                        <Code of={looked.text} label={translate('portal.sync.versions.textOf', { version: looked.version })} />
                    ) : looked.diff === '' ? (
                        <Typography color="textSecondary">{translate('portal.sync.versions.same')}</Typography>
                    ) : (
                        <Diff
                            of={looked.diff ?? ''}
                            label={translate('portal.sync.versions.diffOf', { version: looked.version, now: inForce })}
                        />
                    )}
                </Panel>
            )}
            {back !== null && (
                <Ask
                    title={translate('portal.sync.versions.backAsk', { version: back })}
                    text={translate('portal.sync.versions.backText')}
                    action={translate('portal.sync.versions.back')}
                    isBusy={isBusy}
                    onGo={apply}
                    onClose={() => setBack(null)}
                />
            )}
        </Stack>
    );
};
