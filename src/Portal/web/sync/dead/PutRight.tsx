import { Button, FormControlLabel, Radio, RadioGroup, TextField } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useRefresh, useTranslate, type Identifier } from 'react-admin';
import { Ask } from '../../look/Ask';
import { useAct } from '../../look/useAct';

export interface Chosen {
    ids?: Identifier[];
    flow?: string;
    cause?: string;
    fingerprint?: string;
}

interface Props {
    filter: Chosen;
    count: number;
    /** As a job that goes on in the background, so many a second. */
    isJob?: boolean;
    /** Where the replay has a place of its own. */
    isDiscardOnly?: boolean;
    onDone?: () => void;
}

/** Replays or sets aside what a filter chooses; both say before how many that is. */
export const PutRight = ({ filter, count, isJob, isDiscardOnly, onDone }: Props) => {
    const translate = useTranslate();
    const refresh = useRefresh();
    const { act, isBusy } = useAct();
    const { canAccess } = useCanAccess({ resource: 'dead-letters', action: 'edit' });
    const [asks, setAsks] = useState<'replay' | 'discard' | null>(null);
    const [payload, setPayload] = useState('current');
    const [perSecond, setPerSecond] = useState('');
    if (!canAccess) return null;
    const ended = (answer: unknown) => {
        if (answer) {
            setAsks(null);
            onDone?.();
            refresh();
        }
    };
    const replay = async () =>
        ended(
            isJob
                ? await act(
                      '/api/sync/replays',
                      { body: { ...filter, payload, ...(perSecond ? { perSecond: Number(perSecond) } : {}) } },
                      'portal.sync.replays.begun',
                  )
                : await act<{ replayed: number }>('/api/sync/dead-letters/replay', { body: { ...filter, payload } }, ({ replayed }) => [
                      'portal.dead.replayed',
                      { smart_count: replayed },
                  ]),
        );
    const discard = async (reason: string) =>
        ended(
            await act<{ discarded: number }>('/api/sync/dead-letters/discard', { body: { ...filter, reason } }, ({ discarded }) => [
                'portal.dead.discarded',
                { smart_count: discarded },
            ]),
        );
    return (
        <>
            {!isDiscardOnly && (
                <Button size="small" onClick={() => setAsks('replay')}>
                    {translate('portal.dead.replay')}
                </Button>
            )}
            <Button size="small" color="error" onClick={() => setAsks('discard')}>
                {translate('portal.dead.discard')}
            </Button>
            {asks === 'replay' && (
                <Ask
                    title={translate('portal.dead.replayTitle', { smart_count: count })}
                    text={isJob ? translate('portal.sync.replays.text') : undefined}
                    action={translate('portal.dead.replay')}
                    isBusy={isBusy}
                    onGo={replay}
                    onClose={() => setAsks(null)}>
                    <RadioGroup
                        value={payload}
                        onChange={event => setPayload(event.target.value)}
                        aria-label={translate('portal.dead.replay')}>
                        <FormControlLabel value="current" control={<Radio />} label={translate('portal.dead.current')} />
                        <FormControlLabel value="original" control={<Radio />} label={translate('portal.dead.original')} />
                    </RadioGroup>
                    {isJob && (
                        <TextField
                            fullWidth
                            size="small"
                            margin="dense"
                            type="number"
                            label={translate('portal.sync.backfill.limit')}
                            value={perSecond}
                            onChange={event => setPerSecond(event.target.value)}
                            slotProps={{ htmlInput: { min: 1 } }}
                        />
                    )}
                </Ask>
            )}
            {asks === 'discard' && (
                <Ask
                    title={translate('portal.dead.discardTitle', { smart_count: count })}
                    text={translate('portal.sync.dead_.discardText')}
                    reason={translate('portal.dead.reason')}
                    isReasonNeeded
                    isDanger
                    action={translate('portal.dead.discard')}
                    isBusy={isBusy}
                    onGo={discard}
                    onClose={() => setAsks(null)}
                />
            )}
        </>
    );
};
