import { Alert, Card, CardContent, Skeleton, Stack, Typography } from '@mui/material';
import { Suspense, lazy } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { money } from '../look/Money';
import type { Report } from '../reports/shape';
import { useFresh } from '../look/useFresh';

const SalesChart = lazy(() => import('./SalesChart'));
const kinds = ['order'];

/** What was sold in the last 30 days, by amount or by number. */
export const Sales = ({ measure }: { measure: 'revenue' | 'orders' }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const { data, error } = useFresh<Report>(
        `/api/reports/sales?by=day&range=last-30-days&zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}`,
        kinds,
    );
    const title = measure === 'revenue' ? 'portal.home_.revenue' : 'records.home.orders';
    const column = data?.columns.findIndex(name => name.name === measure) ?? 0;
    const sums =
        data?.series.map(one => ({ currency: one.currency, sum: one.rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0) })) ?? [];
    const total =
        measure === 'revenue'
            ? sums.map(one => money(one.sum, one.currency, locale)).join(' · ')
            : data && new Intl.NumberFormat(locale).format(sums.reduce((sum, one) => sum + one.sum, 0));
    const waiting = <Skeleton variant="rounded" height={220} />;
    return (
        <Card component="section" sx={{ height: 1 }}>
            <CardContent>
                <Stack direction="row" spacing={1} useFlexGap sx={{ justifyContent: 'space-between', flexWrap: 'wrap' }}>
                    <Typography variant="h2" component="h3">
                        {translate(title)}
                    </Typography>
                    <Typography variant="h2" component="p">
                        {total}
                    </Typography>
                </Stack>
                {error ? (
                    <Alert severity="warning">{error}</Alert>
                ) : !data ? (
                    waiting
                ) : data.series.every(one => one.rows.length === 0) ? (
                    <Typography color="textSecondary">{translate('portal.home_.noOrders')}</Typography>
                ) : (
                    <Suspense fallback={waiting}>
                        <SalesChart report={data} measure={measure} label={`${translate(title)}: ${total}`} />
                    </Suspense>
                )}
            </CardContent>
        </Card>
    );
};
