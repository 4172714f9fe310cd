import { Button, Card, CardContent, Grid, Stack, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Facts, Panel } from '../parts/Panel';
import type { Conflict } from '../parts/types';
import { useAct } from '../../look/useAct';
import { words } from './words';

type Fields = Record<string, unknown>;

/** Its id, and what it says. */
const flat = ({ id, fields, ...rest }: Fields): [string, string][] =>
    Object.entries({ id, ...rest, ...(fields as object | undefined) }).map(([name, value]) => [name, words(value)]);

/** Several records could be the partner: which one is it, or none? */
export const Candidates = ({ of, canDecide, onDone }: { of: Conflict; canDecide: boolean; onDone: () => void }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const many = (Array.isArray(of.right) ? of.right : Array.isArray(of.left) ? of.left : []) as Fields[];
    const own = (Array.isArray(of.right) ? of.left : of.right) as Fields | null | undefined;
    const decide = async (body: object) => {
        if (await act(`/api/sync/conflicts/${of.id}/decide`, { body }, 'portal.sync.conflict.decided')) onDone();
    };
    return (
        <Stack spacing={2}>
            <Panel title={of.subject ?? ''}>{own && typeof own === 'object' && <Facts of={flat(own)} />}</Panel>
            <Panel
                title={translate('portal.sync.conflict.candidates')}
                action={
                    canDecide && (
                        <Button size="small" variant="outlined" disabled={isBusy} onClick={() => decide({ take: 'none' })}>
                            {translate('portal.sync.conflict.take.none')}
                        </Button>
                    )
                }>
                {many.length === 0 && <Typography color="textSecondary">{translate('ra.navigation.no_results')}</Typography>}
                <Grid container spacing={2}>
                    {many.map(one => (
                        <Grid key={words(one.id)} size={{ xs: 12, sm: 6, md: 4 }}>
                            <Card sx={{ height: 1 }}>
                                <CardContent>
                                    <Facts of={flat(one)} />
                                    {canDecide && (
                                        <Button
                                            sx={{ mt: 1 }}
                                            variant="contained"
                                            size="small"
                                            disabled={isBusy}
                                            aria-label={`${translate('portal.sync.conflict.thisOne')} ${words(one.id)}`}
                                            onClick={() => decide({ take: 'value', value: one.id })}>
                                            {translate('portal.sync.conflict.thisOne')}
                                        </Button>
                                    )}
                                </CardContent>
                            </Card>
                        </Grid>
                    ))}
                </Grid>
            </Panel>
        </Stack>
    );
};
