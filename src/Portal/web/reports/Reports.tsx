import DownloadIcon from '@mui/icons-material/DownloadOutlined';
import { Alert, Box, Button, Card, CardContent, Skeleton, Stack, Tab, Tabs, Typography } from '@mui/material';
import { Suspense, lazy } from 'react';
import { Title, useLocale, useTranslate } from 'react-admin';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import { excelQuery } from '../look/excel';
import { money } from '../look/Money';
import { useMay } from '../look/useMay';
import { useRead } from '../look/useRead';
import { Asking } from './Asking';
import { ReportTable } from './ReportTable';
import { Schedules } from './Schedules';
import { reports, type Report } from './shape';

const ReportChart = lazy(() => import('./ReportChart'));
const CohortChart = lazy(() => import('./CohortChart'));

/** Figures about all that was sold, asked and delivered: a chart, the table beside it, and a file. */
export const Reports = () => {
    const translate = useTranslate();
    const may = useMay();
    const { report = 'sales' } = useParams();
    const name = reports[report] || report === 'schedules' ? report : 'sales';
    if (!may('reports:read'))
        return (
            <Alert severity="info" sx={{ m: 2 }}>
                {translate('reports.notAllowed')}
            </Alert>
        );
    return (
        <Box component="section" sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('reports.title')} />
            <Typography variant="h1" component="h2" gutterBottom>
                {translate('reports.title')}
            </Typography>
            <Tabs
                value={name}
                variant="scrollable"
                allowScrollButtonsMobile
                aria-label={translate('reports.title')}
                sx={{ mb: 2, borderBottom: 1, borderColor: 'divider' }}
                className="no-print"
            >
                {Object.keys(reports).map(one => (
                    <Tab key={one} value={one} label={translate(`reports.names.${one}`)} component={Link} to={`/reports/${one}`} />
                ))}
                <Tab value="schedules" label={translate('reports.names.schedules')} component={Link} to="/reports/schedules" />
            </Tabs>
            {name === 'schedules' ? <Schedules /> : <OneReport key={name} name={name} />}
        </Box>
    );
};

const OneReport = ({ name }: { name: string }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const [asked] = useSearchParams();
    const query = new URLSearchParams(asked);
    query.set('zone', Intl.DateTimeFormat().resolvedOptions().timeZone);
    if (!query.has('from')) query.set('range', query.get('range') ?? (name === 'cohorts' ? 'last-365-days' : 'last-30-days'));
    if (name === 'sales' && !query.has('by')) query.set('by', 'day');
    const { data, error } = useRead<Report>(`/api/reports/${name}?${query}`);
    const label = translate(`reports.names.${name}`);
    const isEmpty = data?.series.every(series => series.rows.length === 0);
    return (
        <Stack spacing={2}>
            <Asking name={name} />
            {error ? (
                <Alert severity="warning">{error}</Alert>
            ) : !data ? (
                <Skeleton variant="rounded" height={320} />
            ) : (
                <Card component="section">
                    <CardContent>
                        <Stack direction={{ xs: 'column', sm: 'row' }} spacing={1} sx={{ justifyContent: 'space-between', mb: 1 }}>
                            <div>
                                <Typography variant="h2" component="h3">
                                    {label}
                                </Typography>
                                <Typography color="textSecondary">{translate(`reports.about.${name}`)}</Typography>
                            </div>
                            <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap', alignItems: 'start' }}>
                                <Sums report={data} />
                                <Button
                                    className="no-print"
                                    startIcon={<DownloadIcon />}
                                    href={`/api/reports/${name}.csv?${query}&${excelQuery(locale)}`}
                                    download
                                >
                                    {translate('reports.csv')}
                                </Button>
                            </Stack>
                        </Stack>
                        {isEmpty ? (
                            <Alert severity="info">{translate('reports.empty')}</Alert>
                        ) : (
                            <>
                                <Suspense fallback={<Skeleton variant="rounded" height={280} />}>
                                    {name === 'cohorts' ? (
                                        <CohortChart report={data} label={label} />
                                    ) : (
                                        <ReportChart report={data} label={label} />
                                    )}
                                </Suspense>
                                <Typography variant="h2" component="h3" sx={{ mt: 3, mb: 1 }}>
                                    {translate('reports.table')}
                                </Typography>
                                <ReportTable report={data} label={label} />
                                {data.truncated && <Typography color="textSecondary">{translate('reports.truncated')}</Typography>}
                            </>
                        )}
                    </CardContent>
                </Card>
            )}
        </Stack>
    );
};

/** What the amounts of the range come to, by currency. */
const Sums = ({ report }: { report: Report }) => {
    const locale = useLocale();
    const column = report.columns.findIndex(one => one.name === 'revenue');
    if (column < 0 || report.truncated) return null;
    return (
        <>
            {report.series.map(one => (
                <Typography key={one.currency} variant="h2" component="p" sx={{ px: 1, py: 0.5 }}>
                    {money(
                        one.rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0),
                        one.currency,
                        locale,
                    )}
                </Typography>
            ))}
        </>
    );
};
