import { Button, FormControlLabel, Radio, RadioGroup, Stack, Switch, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { Panel } from '../parts/Panel';
import type { ConflictDetails } from '../parts/types';
import { useAct } from '../../look/useAct';
import { words } from './words';

/** Which value counts; both sides get it at once. As a rule, the side counts for the field from now on. */
export const Decide = ({ of, onDone }: { of: ConflictDetails; onDone: () => void }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const { conflict, left, right } = of;
    const isField = conflict.kind === 'field';
    const [take, setTake] = useState('left');
    const [value, setValue] = useState(typeof conflict.left === 'string' ? conflict.left : words(conflict.left));
    const [isRule, setRule] = useState(false);
    const options: [string, string][] = [
        ['left', sideWords(left?.system, isField, conflict.left, !left?.fields, translate)],
        ['right', sideWords(right?.system, isField, conflict.right, !right?.fields, translate)],
        ...(isField && conflict.base !== null && conflict.base !== undefined
            ? [['base', `${translate('portal.sync.conflict.take.base')}: ${words(conflict.base)}`] as [string, string]]
            : []),
        ...(isField ? [['value', translate('portal.sync.conflict.take.value')] as [string, string]] : []),
    ];
    const go = async () => {
        const body = {
            take,
            ...(take === 'value' ? { value: valueOf(value, conflict.left) } : {}),
            ...(isRule && (take === 'left' || take === 'right') && isField ? { asRule: true } : {}),
        };
        if (await act(`/api/sync/conflicts/${conflict.id}/decide`, { body }, 'portal.sync.conflict.decided')) onDone();
    };
    return (
        <Panel title={translate('portal.sync.conflict.decide')}>
            <Stack spacing={1.5} sx={{ alignItems: 'start' }}>
                <RadioGroup
                    value={take}
                    onChange={event => setTake(event.target.value)}
                    aria-label={translate('portal.sync.conflict.decide')}>
                    {options.map(([id, label]) => (
                        <FormControlLabel key={id} value={id} control={<Radio />} label={label} sx={{ overflowWrap: 'anywhere' }} />
                    ))}
                </RadioGroup>
                {take === 'value' && (
                    <TextField
                        size="small"
                        fullWidth
                        label={translate('portal.sync.conflict.value')}
                        value={value}
                        onChange={event => setValue(event.target.value)}
                        sx={{ maxWidth: 480 }}
                    />
                )}
                {isField && (take === 'left' || take === 'right') && (
                    <div>
                        <FormControlLabel
                            control={<Switch checked={isRule} onChange={event => setRule(event.target.checked)} />}
                            label={translate('portal.sync.conflict.asRule')}
                        />
                        <Typography variant="body2" color="textSecondary">
                            {translate('portal.sync.conflict.asRuleText')}
                        </Typography>
                    </div>
                )}
                <Button variant="contained" disabled={isBusy} onClick={go}>
                    {translate('portal.sync.conflict.decide')}
                </Button>
            </Stack>
        </Panel>
    );
};

const sideWords = (
    system: string | undefined,
    isField: boolean,
    value: unknown,
    isGone: boolean,
    translate: ReturnType<typeof useTranslate>,
) =>
    isField
        ? `${system ?? '–'}: ${words(value)}`
        : translate(isGone ? 'portal.sync.conflict.keepGone' : 'portal.sync.conflict.keepRecord', { system });

/** A text stays one; where the value was something else, what was typed is read as JSON where it can be. */
const valueOf = (typed: string, like: unknown): unknown => {
    if (typeof like === 'string') return typed;
    try {
        return JSON.parse(typed);
    } catch {
        return typed;
    }
};
