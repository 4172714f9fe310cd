import { Box, Button, LinearProgress, Stack, Typography } from '@mui/material';
import { useCanAccess, useTranslate } from 'react-admin';
import { Word } from '../../look/Choice';
import { Moment } from '../../look/Money';
import { Panel } from '../parts/Panel';
import type { Items, Replay } from '../parts/types';
import { useAct } from '../../look/useAct';
import { useTicking } from '../parts/useTicking';

const shown = 3;

/** Replays in the background: those under way, and the newest that have ended. */
export const Replays = () => {
    const translate = useTranslate();
    const { data, read } = useTicking<Items<Replay>>('/api/sync/replays', 2000);
    const items = data?.items.filter((one, index) => index < shown || one.state === 'running' || one.state === 'paused') ?? [];
    return (
        items.length > 0 && (
            <Panel title={translate('portal.sync.replays.title')}>
                <Stack spacing={2}>
                    {items.map(one => (
                        <Job key={one.id} of={one} onMoved={read} />
                    ))}
                </Stack>
            </Panel>
        )
    );
};

const Job = ({ of, onMoved }: { of: Replay; onMoved: () => void }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const { canAccess } = useCanAccess({ resource: 'dead-letters', action: 'edit' });
    const moves = of.state === 'running' ? ['pause', 'cancel'] : of.state === 'paused' ? ['resume', 'cancel'] : [];
    const move = async (how: string) => {
        if (await act(`/api/sync/replays/${of.id}/${how}`)) onMoved();
    };
    const name =
        [of.flow, of.cause && translate(`choices.${of.cause}`, { _: of.cause }), of.subject].filter(Boolean).join(' · ') ||
        translate('portal.sync.all');
    return (
        <Box>
            <Stack direction="row" spacing={1} sx={{ alignItems: 'center', flexWrap: 'wrap', rowGap: 0.5 }}>
                <Typography variant="body2" sx={{ fontWeight: 600 }}>
                    {name}
                </Typography>
                <Word value={of.state} />
                <Typography variant="body2" color="textSecondary">
                    {of.actor} · <Moment at={of.createdAt} />
                </Typography>
                {canAccess &&
                    moves.map(how => (
                        <Button
                            key={how}
                            size="small"
                            disabled={isBusy}
                            color={how === 'cancel' ? 'error' : 'primary'}
                            onClick={() => move(how)}>
                            {translate(`portal.sync.${how}`)}
                        </Button>
                    ))}
            </Stack>
            <LinearProgress
                variant="determinate"
                value={of.total === 0 ? 100 : Math.min(100, (100 * (of.done + of.failed)) / of.total)}
                color={of.failed > 0 ? 'warning' : 'primary'}
                aria-label={name}
                sx={{ my: 0.75, height: 8, borderRadius: 4 }}
            />
            <Typography variant="body2" color="textSecondary" role="status">
                {translate('portal.sync.replays.counts', {
                    total: of.total,
                    done: of.done,
                    failed: of.failed,
                    open: of.open,
                    left: of.left,
                })}
            </Typography>
        </Box>
    );
};
