import { Alert, AlertTitle, Button, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { Code } from '../parts/Code';
import { Facts, Panel } from '../parts/Panel';
import type { SystemTest } from '../parts/types';
import { useAct } from '../../look/useAct';

/** Tries whether a system can be reached and lets Lockstep in; nothing changes there. */
export const ConnectionTest = ({ system }: { system: string }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const [test, setTest] = useState<SystemTest | null>(null);
    const run = async () => {
        const answer = await act<SystemTest>(`/api/systems/${system}/test`);
        if (answer) setTest(answer.body);
    };
    return (
        <Panel
            title={translate('portal.sync.systems.test')}
            action={
                <Button size="small" variant="contained" disabled={isBusy} onClick={run}>
                    {translate('portal.sync.systems.testNow')}
                </Button>
            }>
            <div role="status">
                {!test ? (
                    <Typography color="textSecondary">{translate('portal.sync.systems.testText')}</Typography>
                ) : (
                    <>
                        <Alert severity={test.ok ? 'success' : 'error'} sx={{ mb: 1.5, overflowWrap: 'anywhere' }}>
                            <AlertTitle>{translate(test.ok ? 'portal.sync.systems.testGood' : 'portal.sync.systems.testBad')}</AlertTitle>
                            {test.message}
                        </Alert>
                        <Facts
                            of={[
                                [
                                    translate('resources.dead-letters.fields.cause'),
                                    test.cause && translate(`choices.${test.cause}`, { _: test.cause }),
                                ],
                                [translate('portal.sync.systems.status'), test.status],
                                [translate('portal.dead.took'), `${test.tookMs} ms`],
                            ]}
                        />
                        {test.answer && <Code of={test.answer} label={translate('portal.sync.systems.answer')} max={160} />}
                    </>
                )}
            </div>
        </Panel>
    );
};
