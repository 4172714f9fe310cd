import { Alert, Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { Panel } from '../parts/Panel';
import type { Flow } from '../parts/types';
import { useAct } from '../../look/useAct';

interface Tested {
    tests: number;
    failures: string[];
}

/** Runs the tests that stand in the text in force. */
export const TestsPart = ({ flow }: { flow: Flow }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const [tested, setTested] = useState<Tested | null>(null);
    const run = async () => {
        const answer = await act<Tested>(`/api/sync/flows/${flow.name}/test`);
        if (answer) setTested(answer.body);
    };
    return (
        <Panel
            title={translate('portal.sync.tests.title')}
            action={
                <Button variant="outlined" size="small" disabled={isBusy} onClick={run}>
                    {translate('portal.sync.tests.run')}
                </Button>
            }>
            <div role="status">
                {tested ? (
                    <TestVerdict {...tested} />
                ) : (
                    <Typography color="textSecondary">{translate('portal.sync.tests.text')}</Typography>
                )}
            </div>
        </Panel>
    );
};

export const TestVerdict = ({ tests, failures }: Tested) => {
    const translate = useTranslate();
    return tests === 0 ? (
        <Alert severity="info">{translate('portal.sync.tests.none')}</Alert>
    ) : failures.length === 0 ? (
        <Alert severity="success">{translate('portal.sync.tests.hold', { smart_count: tests })}</Alert>
    ) : (
        <Alert severity="error">
            {translate('portal.sync.tests.fail', { smart_count: failures.length, tests })}
            {failures.map(one => (
                <Box key={one} sx={{ overflowWrap: 'anywhere' }}>
                    {one}
                </Box>
            ))}
        </Alert>
    );
};
