import { Alert, Box, Card, CardContent, Stack, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Word } from '../../look/Choice';
import { Moment } from '../../look/Money';
import { useRead } from '../../look/useRead';
import { Code } from '../parts/Code';
import type { Attempt, DeliveryDetails, Exchange } from '../parts/types';

/** Every attempt of a delivery, with what was asked of the target and what it answered. */
export const Attempts = ({ of }: { of: Attempt[] }) => {
    const translate = useTranslate();
    if (of.length === 0) return <Typography color="textSecondary">{translate('portal.sync.deliveries.noAttempt')}</Typography>;
    return (
        <Stack component="ol" spacing={1.5} sx={{ m: 0, p: 0, listStyle: 'none' }}>
            {of.map(one => (
                <Card component="li" variant="outlined" key={one.number} sx={{ minWidth: 0 }}>
                    <CardContent sx={{ '&:last-child': { pb: 2 } }}>
                        <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap', alignItems: 'center' }}>
                            <Typography component="span" sx={{ fontWeight: 600 }}>
                                {translate('portal.sync.deliveries.attempt', { number: one.number })}
                            </Typography>
                            <Moment at={one.at} />
                            <Typography component="span" color="textSecondary" sx={{ fontVariantNumeric: 'tabular-nums' }}>
                                {one.tookMs} ms
                            </Typography>
                            <Word value={one.cause ?? 'delivered'} />
                        </Stack>
                        {one.message && <Typography sx={{ mt: 1, overflowWrap: 'anywhere' }}>{one.message}</Typography>}
                        <Said of={one} />
                    </CardContent>
                </Card>
            ))}
        </Stack>
    );
};

/** What is known of it: whole exchanges, or the answer alone. */
const Said = ({ of }: { of: Attempt }) => {
    const translate = useTranslate();
    const answer = of.exchanges.some(one => one.answer) ? null : of.answer;
    if (of.exchanges.length === 0 && !answer)
        return (
            <Typography variant="body2" color="textSecondary" sx={{ mt: 1 }}>
                {translate('portal.sync.deliveries.notKept')}
            </Typography>
        );
    return (
        <Stack spacing={1} sx={{ mt: 1 }}>
            {of.exchanges.map((one, index) => (
                <OneExchange key={index} of={one} isOpen={of.cause !== null && index === of.exchanges.length - 1} />
            ))}
            {answer && <Body label={translate('portal.sync.deliveries.answerOf', { status: of.status ?? '–' })} text={answer} />}
        </Stack>
    );
};

const OneExchange = ({ of, isOpen }: { of: Exchange; isOpen: boolean }) => {
    const translate = useTranslate();
    const isOurs = of.method === 'apply';
    return (
        <Box component="details" open={isOpen} sx={{ minWidth: 0 }}>
            <Box component="summary" sx={{ cursor: 'pointer', overflowWrap: 'anywhere' }}>
                <code>
                    {of.method} {of.url}
                </code>
                {!isOurs && ` · ${of.status ?? translate('portal.sync.deliveries.noAnswer')}`}
            </Box>
            {of.request && <Body label={translate('portal.sync.deliveries.request')} text={of.request} />}
            {of.answer && <Body label={translate('portal.sync.deliveries.answerOf', { status: of.status ?? '–' })} text={of.answer} />}
            {!of.request && !of.answer && (
                <Typography variant="body2" color="textSecondary">
                    {translate('portal.sync.deliveries.noBodies')}
                </Typography>
            )}
        </Box>
    );
};

const Body = ({ label, text }: { label: string; text: string }) => (
    <Box sx={{ mt: 1, minWidth: 0 }}>
        <Typography variant="body2" color="textSecondary">
            {label}
        </Typography>
        <Code of={asJson(text)} label={label} max={240} />
    </Box>
);

/** What was cut in the middle is shown as it is. */
const asJson = (text: string): unknown => {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
};

/** The same of a delivery that is not on the page yet. */
export const AttemptsOf = ({ id }: { id: number }) => {
    const { data, error } = useRead<DeliveryDetails>(`/api/sync/deliveries/${id}`);
    return error ? <Alert severity="warning">{error}</Alert> : data ? <Attempts of={data.attempts} /> : null;
};
