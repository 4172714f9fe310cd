import { Button, Checkbox, Chip, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useTranslate } from 'react-admin';
import { useRead } from '../../look/useRead';
import { Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { FirstMatchRow, Flow, Items } from '../parts/types';
import { useAct } from '../../look/useAct';
import { verdicts } from './FirstMatchPart';

const size = 50;

/** The records of a first match with what is to become of each; the certain ones can be accepted one by one. */
export const MatchRows = ({ flow, path }: { flow: Flow; path: string }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const { canAccess } = useCanAccess({ resource: 'flows', action: 'edit' });
    const [side, setSide] = useState('left');
    const [verdict, setVerdict] = useState('');
    const [after, setAfter] = useState<string[]>([]);
    const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
    const query = new URLSearchParams({
        size: `${size}`,
        side,
        ...(verdict ? { verdict } : {}),
        ...(after.length ? { after: after.at(-1)! } : {}),
    });
    const { data, error, read } = useRead<Items<FirstMatchRow>>(`${path}/rows?${query}`);
    const turn = (id: string) =>
        setPicked(known => {
            const next = new Set(known);
            if (!next.delete(id)) next.add(id);
            return next;
        });
    const accept = async () => {
        if (await act(`${path}/accept`, { body: { left: [...picked] } }, 'portal.sync.match.accepted')) {
            setPicked(new Set());
            read();
        }
    };
    const choose = (set: (value: string) => void) => (event: { target: { value: string } }) => {
        set(event.target.value);
        setAfter([]);
        setPicked(new Set());
    };
    return (
        <Panel
            title={translate('portal.sync.match.rows')}
            error={error}
            isReading={!data && !error}
            action={
                <>
                    {picked.size > 0 && (
                        <Button size="small" variant="contained" disabled={isBusy} onClick={accept}>
                            {translate('portal.sync.match.acceptSome', { smart_count: picked.size })}
                        </Button>
                    )}
                    <TextField
                        select
                        size="small"
                        label={translate('portal.sync.match.side')}
                        value={side}
                        onChange={choose(setSide)}
                        sx={{ minWidth: 120 }}>
                        <MenuItem value="left">{flow.source}</MenuItem>
                        <MenuItem value="right">{flow.target}</MenuItem>
                    </TextField>
                    <TextField
                        select
                        size="small"
                        label={translate('portal.sync.match.verdict')}
                        value={verdict}
                        onChange={choose(setVerdict)}
                        sx={{ minWidth: 150 }}>
                        <MenuItem value="">{translate('portal.sync.all')}</MenuItem>
                        {verdicts.map(one => (
                            <MenuItem key={one} value={one}>
                                {translate(`portal.sync.verdict.${one}`)}
                            </MenuItem>
                        ))}
                    </TextField>
                </>
            }>
            {data?.items.length === 0 ? (
                <Typography color="textSecondary">{translate('ra.navigation.no_results')}</Typography>
            ) : (
                <Table
                    label={translate('portal.sync.match.rows')}
                    rows={data?.items ?? []}
                    keyOf={one => `${one.side}/${one.id}`}
                    columns={[
                        ...(canAccess && side === 'left'
                            ? [
                                  {
                                      name: 'portal.sync.match.pick',
                                      value: (one: FirstMatchRow) =>
                                          one.verdict === 'link' && (
                                              <Checkbox
                                                  size="small"
                                                  sx={{ my: -1, ml: -1 }}
                                                  checked={picked.has(one.id)}
                                                  onChange={() => turn(one.id)}
                                                  slotProps={{
                                                      input: { 'aria-label': `${translate('portal.sync.match.pick')} ${one.id}` },
                                                  }}
                                              />
                                          ),
                                  },
                              ]
                            : []),
                        {
                            name: 'resources.dead-letters.fields.subject',
                            value: one => (
                                <>
                                    <b>{one.id}</b> {one.label}
                                </>
                            ),
                        },
                        {
                            name: 'portal.sync.match.verdict',
                            value: one => (
                                <Chip
                                    size="small"
                                    variant="outlined"
                                    color={
                                        one.verdict === 'ask'
                                            ? 'warning'
                                            : one.verdict === 'fault'
                                              ? 'error'
                                              : one.verdict === 'link' || one.verdict === 'linked'
                                                ? 'success'
                                                : 'default'
                                    }
                                    label={translate(`portal.sync.verdict.${one.verdict}`)}
                                />
                            ),
                        },
                        { name: 'portal.sync.match.partner', value: one => one.partner ?? <Candidates of={one} /> },
                        { name: 'portal.sync.reason', value: one => one.reason, isWide: true },
                    ]}
                />
            )}
            <Stack direction="row" spacing={1} sx={{ mt: 1 }}>
                {after.length > 0 && <Button onClick={() => setAfter(after.slice(0, -1))}>{translate('ra.navigation.previous')}</Button>}
                {data?.next && <Button onClick={() => setAfter([...after, data.next!])}>{translate('ra.navigation.next')}</Button>}
            </Stack>
        </Panel>
    );
};

const Candidates = ({ of }: { of: FirstMatchRow }) => {
    const translate = useTranslate();
    return of.candidates.map(one => (
        <Typography key={one.id} variant="body2">
            <b>{one.id}</b> · {translate('portal.sync.match.points', { smart_count: one.points })} · {one.why}
            {one.isTaken && ` · ${translate('portal.sync.match.taken')}`}
        </Typography>
    ));
};
