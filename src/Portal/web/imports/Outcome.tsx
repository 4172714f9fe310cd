import { Alert, AlertTitle, Button, Card, CardContent, LinearProgress, Stack, Typography } from '@mui/material';
import { useLocale, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { ImportKind } from './kinds';
import { Reasons } from './Reasons';
import { Undo } from './Undo';
import type { Import } from './useImport';
import { Counts } from './WhatWouldChange';

/** How far the import is, and in the end what became of it. */
export const Outcome = ({ kind, work }: { kind: ImportKind; work: Import }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const { state, sent, error, clear, start, cancel } = work;
    const isDone = state?.state === 'finished' && !error;
    const number = new Intl.NumberFormat(locale);
    return (
        <Card component="section">
            <CardContent>
                <Stack spacing={2}>
                    <Typography variant="h2" component="h3" aria-live="polite">
                        {translate(isDone ? 'imports.done' : error ? 'imports.failed' : sent === 1 ? 'imports.writing' : 'imports.sending')}
                    </Typography>
                    {!isDone && !error && (
                        <>
                            <LinearProgress
                                variant={sent && sent < 1 ? 'determinate' : 'indeterminate'}
                                value={(sent ?? 0) * 100}
                                aria-label={translate('imports.sending')}
                            />
                            <Typography>
                                {translate('imports.soFar', {
                                    rows: number.format(state?.rows ?? 0),
                                    part: new Intl.NumberFormat(locale, { style: 'percent' }).format(sent ?? 0),
                                })}
                            </Typography>
                            <div>
                                <Button onClick={cancel}>{translate('imports.stop')}</Button>
                            </div>
                        </>
                    )}
                    {error && (
                        <Alert
                            severity="warning"
                            action={
                                <Button color="inherit" onClick={start}>
                                    {translate('imports.goOn')}
                                </Button>
                            }
                        >
                            <AlertTitle>{translate('imports.kept', { rows: number.format(state?.rows ?? 0) })}</AlertTitle>
                            {translate(error, { _: error })}
                        </Alert>
                    )}
                    {state && <Counts of={state} />}
                    {isDone && state.refused > 0 && <Reasons file={`${state.verdicts}?outcome=refused`} count={state.refused} />}
                    {isDone && (
                        <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
                            <Button variant="contained" component={Link} to={`/${kind.resource}`}>
                                {translate('imports.show')}
                            </Button>
                            <Button variant="outlined" href={state.verdicts} download>
                                {translate('imports.verdicts')}
                            </Button>
                            <Button onClick={clear}>{translate('imports.next')}</Button>
                        </Stack>
                    )}
                    {isDone && <Undo kind={kind} of={state} />}
                </Stack>
            </CardContent>
        </Card>
    );
};
