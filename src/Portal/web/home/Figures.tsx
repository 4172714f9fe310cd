import { Card, CardActionArea, Grid, Skeleton, Typography } from '@mui/material';
import { useCallback, useEffect, useState } from 'react';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { call } from '../api/http';
import { anyKind, useOnChange } from '../look/useFresh';

interface Answer {
    items: Record<string, any>[];
    total?: number;
    totalAtLeast?: number;
}

interface Figure {
    name: string;
    needs: string;
    /** Asked when the page is read: some are of this moment. */
    paths: () => string[];
    count: (answers: Answer[]) => number;
    to: string;
    /** Whether anything but none of it is a cause for concern. */
    tone?: 'error' | 'warning';
}

const totals = (answers: Answer[]) => answers.reduce((sum, one) => sum + (one.total ?? one.totalAtLeast ?? one.items.length), 0);
const today = () => {
    const at = new Date();
    at.setHours(0, 0, 0, 0);
    return at.toISOString();
};

const figures: Figure[] = [
    {
        name: 'late',
        needs: 'sync:read',
        paths: () => ['/api/sync/freshness'],
        count: ([one]) => one!.items.filter(flow => flow.lateSince).length,
        to: '/flows',
        tone: 'error',
    },
    { name: 'dead', needs: 'sync:read', paths: () => ['/api/sync/dead-letters?size=1'], count: totals, to: '/dead-letters', tone: 'error' },
    {
        name: 'conflicts',
        needs: 'sync:read',
        paths: () => ['/api/sync/conflicts/counts'],
        count: ([one]) => one!.items.reduce((sum, row) => sum + row.count, 0),
        to: '/conflicts',
        tone: 'warning',
    },
    { name: 'waiting', needs: 'sync:read', paths: () => ['/api/sync/deliveries?state=pending&size=1'], count: totals, to: '/deliveries' },
    {
        name: 'overdue',
        needs: 'tickets:read',
        paths: () => ['open', 'in_progress'].map(status => `/api/tickets?status=${status}&dueBefore=${new Date().toISOString()}&size=1`),
        count: totals,
        to: '/tickets',
        tone: 'error',
    },
    {
        name: 'short',
        needs: 'products:read',
        paths: () => ['/api/products/shortages?size=100'],
        count: totals,
        to: '/reports/stock',
        tone: 'warning',
    },
    {
        name: 'stuck',
        needs: 'orders:write',
        paths: () => ['/api/orders/stock-tasks?state=stuck&size=100'],
        count: totals,
        to: '/stock-tasks',
        tone: 'error',
    },
    { name: 'today', needs: 'orders:read', paths: () => [`/api/orders?from=${today()}&size=1`], count: totals, to: '/orders' },
];

/** How things stand, in a number each; all are read in one request. */
export const Figures = () => {
    const translate = useTranslate();
    const locale = useLocale();
    const { permissions = [] } = usePermissions<string[]>();
    const shown = figures.filter(one => permissions.includes(one.needs));
    const [counts, setCounts] = useState<Record<string, number | null> | null>(null);
    const names = shown.map(one => one.name).join();
    const read = useCallback(() => {
        const asked = figures.filter(one => names.split(',').includes(one.name)).map(one => ({ figure: one, paths: one.paths() }));
        call<{ items: { status: number; body: Answer }[] }>('/api/batch', {
            method: 'POST',
            body: { requests: asked.flatMap(one => one.paths).map(path => ({ path })) },
        }).then(
            ({ body }) => {
                let at = 0;
                setCounts(
                    Object.fromEntries(
                        asked.map(({ figure, paths }) => {
                            const answers = body.items.slice(at, (at += paths.length));
                            return [
                                figure.name,
                                answers.every(one => one.status === 200) ? figure.count(answers.map(one => one.body)) : null,
                            ];
                        }),
                    ),
                );
            },
            () => setCounts({}),
        );
    }, [names]);
    useEffect(() => {
        if (names) read();
    }, [names, read]);
    useOnChange(anyKind, read);
    if (shown.length === 0) return null;
    return (
        <Grid container spacing={2} component="ul" sx={{ listStyle: 'none', p: 0, m: 0, mb: 2 }}>
            {shown.map(({ name, to, tone }) => {
                const count = counts?.[name];
                return (
                    <Grid key={name} component="li" size={{ xs: 6, sm: 4, md: 3 }}>
                        <Card sx={{ height: 1 }}>
                            <CardActionArea component={Link} to={to} sx={{ p: 2, height: 1, textDecoration: 'none' }}>
                                <Typography
                                    component="span"
                                    sx={{
                                        display: 'block',
                                        fontSize: '1.75rem',
                                        fontWeight: 650,
                                        lineHeight: 1.2,
                                        color: count && tone ? `${tone}.main` : 'text.primary',
                                    }}
                                >
                                    {!counts ? (
                                        <Skeleton width={40} />
                                    ) : count === null || count === undefined ? (
                                        '–'
                                    ) : (
                                        new Intl.NumberFormat(locale).format(count)
                                    )}
                                </Typography>
                                <Typography component="span" variant="body2" color="textSecondary">
                                    {translate(`records.home.${name}`)}
                                </Typography>
                            </CardActionArea>
                        </Card>
                    </Grid>
                );
            })}
        </Grid>
    );
};
