import { Box, Chip, Grid, Stack, Typography } from '@mui/material';
import { Title, usePermissions, useTranslate } from 'react-admin';
import { Figures } from './Figures';
import { FirstSteps } from './FirstSteps';
import { Freshness } from './Freshness';
import { Dead, Due, Newest, Shortages } from './Lists';
import { Sales } from './Sales';
import { useIsLive } from '../look/useLive';

/** What matters now: what waits, what is dead, what is due, what was sold. It follows changes as they happen. */
export const Home = () => {
    const translate = useTranslate();
    const { permissions } = usePermissions<string[]>();
    if (!permissions) return null;
    const may = (permission: string) => permissions.some(one => one === permission || one === `${permission}-own`);
    return (
        <Box component="section" sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('portal.home')} />
            <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', mb: 2 }}>
                <Typography variant="h1" component="h2">
                    {translate('portal.home')}
                </Typography>
                <Live />
            </Stack>
            {['customers:write', 'users:read', 'sync:read'].every(one => permissions.includes(one)) && <FirstSteps />}
            <Figures />
            <Grid container spacing={2} sx={{ '& > *': { minWidth: 0 } }}>
                {permissions.includes('reports:read') && (
                    <Grid size={{ xs: 12, md: 7 }}>
                        <Sales measure="revenue" />
                    </Grid>
                )}
                {permissions.includes('reports:read') && (
                    <Grid size={{ xs: 12, md: 5 }}>
                        <Sales measure="orders" />
                    </Grid>
                )}
                {may('sync:read') && (
                    <Grid size={{ xs: 12, md: 7 }}>
                        <Freshness />
                    </Grid>
                )}
                {may('sync:read') && (
                    <Grid size={{ xs: 12, md: 5 }}>
                        <Dead />
                    </Grid>
                )}
                {may('orders:read') && (
                    <Grid size={{ xs: 12, md: 7 }}>
                        <Newest />
                    </Grid>
                )}
                {may('tickets:read') && (
                    <Grid size={{ xs: 12, md: 5 }}>
                        <Due />
                    </Grid>
                )}
                {permissions.includes('products:read') && (
                    <Grid size={{ xs: 12, md: 7 }}>
                        <Shortages />
                    </Grid>
                )}
            </Grid>
        </Box>
    );
};

const Live = () => {
    const translate = useTranslate();
    const isLive = useIsLive();
    return (
        <Chip
            size="small"
            color={isLive ? 'success' : 'warning'}
            variant="outlined"
            label={translate(isLive ? 'portal.home_.live' : 'portal.home_.offline')}
            role="status"
        />
    );
};
