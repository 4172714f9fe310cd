import { Button } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { Ask } from '../../look/Ask';
import type { Flow } from '../parts/types';
import { useAct } from '../../look/useAct';

/** Pauses a flow, with a reason that others will read, or lets it go on. */
export const PauseButton = ({ flow, onDone }: { flow: Flow; onDone: () => void }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const [asks, setAsks] = useState(false);
    const path = `/api/sync/flows/${flow.name}`;
    const resume = async () => {
        if (await act(`${path}/resume`, {}, 'portal.sync.flows.resumed')) onDone();
    };
    const pause = async (reason: string) => {
        if (await act(`${path}/pause`, { body: { reason: reason || null } }, 'portal.sync.flows.pausedNow')) {
            setAsks(false);
            onDone();
        }
    };
    return (
        <>
            {flow.state === 'paused' ? (
                <Button variant="contained" disabled={isBusy} onClick={resume}>
                    {translate('portal.sync.resume')}
                </Button>
            ) : (
                <Button variant="outlined" disabled={isBusy} onClick={() => setAsks(true)}>
                    {translate('portal.sync.pause')}
                </Button>
            )}
            {asks && (
                <Ask
                    title={translate('portal.sync.flows.pauseAsk', { flow: flow.name })}
                    text={translate('portal.sync.flows.pauseText')}
                    reason={translate('portal.sync.flows.pauseReason')}
                    action={translate('portal.sync.pause')}
                    isBusy={isBusy}
                    onGo={pause}
                    onClose={() => setAsks(false)}
                />
            )}
        </>
    );
};
