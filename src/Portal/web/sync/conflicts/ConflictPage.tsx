import { Alert, Button, Link as Anchor, Skeleton, Stack, Typography } from '@mui/material';
import { Title, useCanAccess, useRedirect, useTranslate } from 'react-admin';
import { Link, useParams } from 'react-router-dom';
import { call } from '../../api/http';
import { Word } from '../../look/Choice';
import { Moment } from '../../look/Money';
import { Facts, Panel } from '../parts/Panel';
import type { Conflict, ConflictDetails, Items } from '../parts/types';
import { useTicking } from '../parts/useTicking';
import { Candidates } from './Candidates';
import { Decide } from './Decide';
import { SideBySide } from './SideBySide';
import { words } from './words';

/** One conflict: both records side by side as they are now, and the decision. */
export const ConflictPage = () => {
    const { id = '' } = useParams();
    const translate = useTranslate();
    const redirect = useRedirect();
    const { data, error, read } = useTicking<ConflictDetails>(`/api/sync/conflicts/${id}`, 10_000);
    const { canAccess } = useCanAccess({ resource: 'conflicts', action: 'edit' });
    if (!data)
        return error ? (
            <Alert severity="warning" sx={{ mt: 2 }}>
                {error}
            </Alert>
        ) : (
            <Skeleton variant="rounded" height={300} sx={{ mt: 2 }} />
        );
    const { conflict } = data;
    const isOpen = conflict.state === 'open';
    const next = async () => {
        const { body } = await call<Items<Conflict>>(`/api/sync/conflicts?state=open&flow=${conflict.flow}&size=2&sort=-id`);
        const other = body.items.find(one => one.id !== conflict.id);
        redirect(other ? `/conflicts/${other.id}/show` : '/conflicts');
    };
    const title =
        conflict.kind === 'field'
            ? translate('portal.sync.conflict.fieldTitle', { field: conflict.path })
            : translate(`portal.sync.conflict.${conflict.kind}`);
    return (
        <Stack component="section" spacing={2} sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={title} />
            <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'start', flexWrap: 'wrap', gap: 1 }}>
                <div>
                    <Typography variant="h1" component="h2">
                        {title}
                    </Typography>
                    <Typography color="textSecondary">
                        <Anchor component={Link} to={`/flows/${conflict.flow}/show`}>
                            {conflict.flow}
                        </Anchor>{' '}
                        · <Moment at={conflict.openedAt} />
                    </Typography>
                </div>
                <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
                    <Word value={conflict.state} />
                    <Button size="small" onClick={next}>
                        {translate('portal.sync.conflict.next')}
                    </Button>
                </Stack>
            </Stack>
            {!isOpen && <Decided of={conflict} />}
            {conflict.kind === 'ambiguous' ? (
                <Candidates
                    of={conflict}
                    canDecide={isOpen && !!canAccess}
                    onDone={() => {
                        read();
                        void next();
                    }}
                />
            ) : (
                <SideBySide of={data} />
            )}
            {isOpen && canAccess && conflict.kind !== 'ambiguous' && (
                <Decide
                    key={conflict.id}
                    of={data}
                    onDone={() => {
                        read();
                        void next();
                    }}
                />
            )}
        </Stack>
    );
};

const Decided = ({ of }: { of: Conflict }) => {
    const translate = useTranslate();
    return (
        <Panel title={translate(`choices.${of.state}`)}>
            <Facts
                of={[
                    [translate('portal.sync.conflict.decision'), of.take && translate(`portal.sync.conflict.take.${of.take}`)],
                    [translate('portal.sync.conflict.value'), of.take === 'value' ? words(of.value) : null],
                    [translate('portal.history.actor'), of.decidedBy],
                    [translate('portal.sync.conflict.decidedAt'), of.decidedAt && <Moment at={of.decidedAt} />],
                    [translate('portal.sync.conflict.settledAt'), of.settledAt && <Moment at={of.settledAt} />],
                ]}
            />
        </Panel>
    );
};
