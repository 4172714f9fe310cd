import { Alert } from '@mui/material';
import { useCanAccess, useLocale, useTranslate } from 'react-admin';
import { AskButton } from '../../look/AskButton';
import { useAct } from '../../look/useAct';
import type { Items, Sweep } from '../parts/types';
import { useTicking } from '../parts/useTicking';

/** So many records seem gone that a person must say whether they are; whoever may change flows says so here. */
export const HeldSweeps = ({ flow }: { flow: string }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const { act, isBusy } = useAct();
    const { canAccess } = useCanAccess({ resource: 'flows', action: 'edit' });
    const path = `/api/sync/flows/${encodeURIComponent(flow)}/sweeps`;
    const { data, read } = useTicking<Items<Sweep>>(path);
    const confirm = async ({ gone, side }: Sweep) => {
        await act(`${path}/confirm`, { body: { gone, side } }, 'portal.sync.sweeps.confirmed');
        read();
    };
    const count = (of: number) => new Intl.NumberFormat(locale).format(of);
    return data?.items
        .filter(one => one.state === 'held')
        .map(one => (
            <Alert
                key={one.side ?? ''}
                severity="error"
                action={
                    canAccess && (
                        <AskButton
                            label="portal.sync.sweeps.confirm"
                            text="portal.sync.sweeps.confirmText"
                            color="inherit"
                            disabled={isBusy}
                            onYes={() => confirm(one)}
                        />
                    )
                }>
                {translate(`portal.sync.sweeps.held${one.side ? `.${one.side}` : '.source'}`, {
                    gone: count(one.gone),
                    asked: count(one.asked),
                })}{' '}
                {translate('portal.sync.sweeps.why')}
            </Alert>
        ));
};
