import { Alert, Box, Button, Skeleton, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useRecordContext, useResourceContext, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { Word } from '../look/Choice';
import { Part } from '../look/Facts';
import { Moment } from '../look/Money';
import { useRead } from '../look/useRead';
import { AttemptsOf } from './deliveries/Attempts';
import { filterOf } from './flows/filterOf';
import type { Delivery, Items } from './parts/types';

const shown = 5;

/** What was brought of a record elsewhere, the newest first, with what was sent and answered. */
export const RecordDeliveries = () => {
    const record = useRecordContext();
    const resource = useResourceContext();
    const translate = useTranslate();
    const { canAccess } = useCanAccess({ resource: 'deliveries', action: 'list' });
    const subject = `${resource}/${record?.id}`;
    const { data, error } = useRead<Items<Delivery>>(
        record && canAccess ? `/api/sync/deliveries?subject=${encodeURIComponent(subject)}&size=${shown}&sort=-id` : null,
    );
    if (!record || !canAccess) return null;
    return (
        <Box className="no-print">
            <Part
                title="portal.sync.deliveries.elsewhere"
                actions={
                    <Button component={Link} to={`/deliveries?filter=${filterOf({ subject })}`} size="small">
                        {translate('resources.deliveries.name', { smart_count: 2 })}
                    </Button>
                }>
                {error && <Alert severity="warning">{error}</Alert>}
                {!data && !error && <Skeleton />}
                {data?.items.length === 0 && (
                    <Typography color="textSecondary">{translate('portal.sync.deliveries.nothingElsewhere')}</Typography>
                )}
                <Stack component="ul" spacing={1.5} sx={{ m: 0, p: 0, listStyle: 'none' }}>
                    {data?.items.map(one => (
                        <One key={one.id} of={one} />
                    ))}
                </Stack>
            </Part>
        </Box>
    );
};

const One = ({ of }: { of: Delivery }) => {
    const translate = useTranslate();
    const [isOpen, setOpen] = useState(false);
    return (
        <Box component="li" sx={{ minWidth: 0 }}>
            <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap', alignItems: 'center' }}>
                <Link to={`/deliveries/${of.id}/show`}>
                    {of.flow} → {of.target}
                </Link>
                <Word value={of.state} />
                <Word value={of.cause} />
                <Moment at={of.finishedAt ?? of.createdAt} />
                <Button
                    size="small"
                    aria-expanded={isOpen}
                    aria-label={`${translate('portal.sync.deliveries.said')}: ${of.flow} ${of.id}`}
                    onClick={() => setOpen(!isOpen)}>
                    {translate('portal.sync.deliveries.said')}
                </Button>
            </Stack>
            {isOpen && (
                <Box sx={{ mt: 1 }}>
                    <AttemptsOf id={of.id} />
                </Box>
            )}
        </Box>
    );
};
