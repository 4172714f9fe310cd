import { Button, FormControlLabel, Radio, RadioGroup, Switch } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useNotify, useRefresh, useTranslate } from 'react-admin';
import { Ask } from '../../look/Ask';
import { usePairs } from '../links/usePairs';
import type { Conflict } from '../parts/types';
import { useAct } from '../../look/useAct';

interface Decided {
    decided: number;
    refused: { id: number; reason: string }[];
}

/** Decides several conflicts alike. */
export const DecideMany = ({ of, onDone }: { of: Conflict[]; onDone: () => void }) => {
    const translate = useTranslate();
    const notify = useNotify();
    const refresh = useRefresh();
    const { act, isBusy } = useAct();
    const { canAccess } = useCanAccess({ resource: 'conflicts', action: 'edit' });
    const [asks, setAsks] = useState(false);
    const [take, setTake] = useState('left');
    const [isRule, setRule] = useState(false);
    const ids = of.map(one => one.id);
    const kinds = of.map(one => one.kind);
    const pairs = usePairs()?.filter(flow => of.some(one => one.flow === flow.name)) ?? [];
    const sides: Record<string, string> = pairs.length === 1 ? { left: `: ${pairs[0]!.source}`, right: `: ${pairs[0]!.target}` } : {};
    const isField = kinds.every(kind => kind === 'field');
    const takes = kinds.includes('ambiguous') ? ['none'] : isField ? ['left', 'right', 'base'] : ['left', 'right'];
    const chosen = takes.includes(take) ? take : takes[0]!;
    if (!canAccess) return null;
    const go = async () => {
        const answer = await act<Decided>('/api/sync/conflicts/decide', {
            body: {
                ids,
                take: chosen,
                ...(isRule && isField && chosen !== 'base' ? { asRule: true } : {}),
            },
        });
        if (!answer) return;
        const { decided, refused } = answer.body;
        notify(refused.length === 0 ? 'portal.sync.conflict.decidedMany' : 'portal.sync.conflict.decidedSome', {
            type: refused.length === 0 ? 'info' : 'warning',
            messageArgs: { smart_count: decided, refused: refused.length, reason: refused[0]?.reason },
        });
        setAsks(false);
        onDone();
        refresh();
    };
    return (
        <>
            <Button onClick={() => setAsks(true)}>{translate('portal.sync.conflict.decide')}</Button>
            {asks && (
                <Ask
                    title={translate('portal.sync.conflict.decideTitle', { smart_count: ids.length })}
                    action={translate('portal.sync.conflict.decide')}
                    isBusy={isBusy}
                    onGo={go}
                    onClose={() => setAsks(false)}>
                    <RadioGroup
                        value={chosen}
                        onChange={event => setTake(event.target.value)}
                        aria-label={translate('portal.sync.conflict.decide')}>
                        {takes.map(one => (
                            <FormControlLabel
                                key={one}
                                value={one}
                                control={<Radio />}
                                label={`${translate(`portal.sync.conflict.take.${one}`)}${sides[one] ?? ''}`}
                            />
                        ))}
                    </RadioGroup>
                    {isField && chosen !== 'base' && (
                        <FormControlLabel
                            control={<Switch checked={isRule} onChange={event => setRule(event.target.checked)} />}
                            label={translate('portal.sync.conflict.asRule')}
                        />
                    )}
                </Ask>
            )}
        </>
    );
};
