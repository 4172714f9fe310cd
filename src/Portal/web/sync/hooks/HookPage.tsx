import { Alert, Button, Link as Anchor, Skeleton, Stack, Typography } from '@mui/material';
import { Title, useCanAccess, useTranslate } from 'react-admin';
import { Link, useParams } from 'react-router-dom';
import { Word } from '../../look/Choice';
import { Moment } from '../../look/Money';
import { filterOf } from '../flows/filterOf';
import { Code } from '../parts/Code';
import { Facts, Panel } from '../parts/Panel';
import type { HookDetails } from '../parts/types';
import { useAct } from '../../look/useAct';
import { useTicking } from '../parts/useTicking';

/** One call of an outside system: what came, with secrets masked, and what became of it. */
export const HookPage = () => {
    const { id = '' } = useParams();
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const { data, error, read } = useTicking<HookDetails>(`/api/sync/hooks/calls/${id}`);
    const { canAccess } = useCanAccess({ resource: 'hooks', action: 'edit' });
    if (!data)
        return error ? (
            <Alert severity="warning" sx={{ mt: 2 }}>
                {error}
            </Alert>
        ) : (
            <Skeleton variant="rounded" height={300} sx={{ mt: 2 }} />
        );
    const { hook, body } = data;
    const subjects = (data.subjects ?? []) as string[];
    const name = (field: string) => translate(`resources.hooks.fields.${field}`);
    const again = async () => {
        if (await act(`/api/sync/hooks/calls/${id}/replay`, {}, 'portal.sync.hook.again')) read();
    };
    return (
        <Stack component="section" spacing={2} sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('portal.sync.hook.title', { id })} />
            <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', flexWrap: 'wrap', gap: 1 }}>
                <Typography variant="h1" component="h2">
                    {translate('portal.sync.hook.title', { id })}
                </Typography>
                <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
                    <Word value={hook.state} />
                    {canAccess && (
                        <Button size="small" variant="contained" disabled={isBusy || hook.isErased} onClick={again}>
                            {translate('portal.sync.hook.replay')}
                        </Button>
                    )}
                </Stack>
            </Stack>
            {hook.reason && <Alert severity={hook.state === 'failed' ? 'error' : 'info'}>{hook.reason}</Alert>}
            <Panel title={translate('portal.sync.hook.about')}>
                <Facts
                    of={[
                        [
                            name('flow'),
                            <Anchor component={Link} to={`/flows/${hook.flow}/show`}>
                                {hook.flow}
                            </Anchor>,
                        ],
                        [name('receivedAt'), <Moment at={hook.receivedAt} />],
                        [name('finishedAt'), hook.finishedAt && <Moment at={hook.finishedAt} />],
                        [name('senderId'), hook.senderId],
                        [name('size'), hook.size],
                        [name('attempts'), hook.attempts],
                        [name('repeats'), hook.repeats],
                        [
                            name('records'),
                            subjects.length === 0
                                ? hook.records
                                : subjects.map(one => (
                                      <div key={one}>
                                          <Anchor component={Link} to={`/deliveries?filter=${filterOf({ subject: one })}`}>
                                              {one}
                                          </Anchor>
                                      </div>
                                  )),
                        ],
                    ]}
                />
            </Panel>
            <Panel title={translate('portal.sync.hook.body')}>
                {body === null || body === undefined ? (
                    <Typography color="textSecondary">{translate('portal.sync.hook.noBody')}</Typography>
                ) : (
                    <Code of={body} label={translate('portal.sync.hook.body')} />
                )}
            </Panel>
        </Stack>
    );
};
