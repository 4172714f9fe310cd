import { Box, Card, CardContent, Stack, Typography } from '@mui/material';
import { Fragment, type ReactNode } from 'react';
import { useTranslate } from 'react-admin';

/** Names and values, one below the other; what has no value is left out. */
export const Facts = ({ of }: { of: [label: string, value: ReactNode][] }) => {
    const translate = useTranslate();
    return (
        <Box
            component="dl"
            sx={{
                m: 0,
                display: 'grid',
                gridTemplateColumns: { xs: '1fr', sm: 'max-content 1fr' },
                columnGap: 3,
                rowGap: { xs: 0.25, sm: 1 },
            }}>
            {of
                .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
                .map(([label, value]) => (
                    <Fragment key={label}>
                        <Typography component="dt" color="textSecondary">
                            {translate(label)}
                        </Typography>
                        <Box component="dd" sx={{ m: 0, mb: { xs: 1, sm: 0 }, minWidth: 0, overflowWrap: 'anywhere' }}>
                            {value}
                        </Box>
                    </Fragment>
                ))}
        </Box>
    );
};

/** A part of a page with its heading. */
export const Part = ({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) => {
    const translate = useTranslate();
    return (
        <Card component="section" sx={{ mt: 2 }}>
            <CardContent>
                <Stack direction={{ xs: 'column', sm: 'row' }} spacing={1} sx={{ justifyContent: 'space-between', mb: 1 }}>
                    <Typography variant="h2" component="h3">
                        {translate(title)}
                    </Typography>
                    {actions && (
                        <Stack direction="row" spacing={1} useFlexGap className="no-print" sx={{ flexWrap: 'wrap' }}>
                            {actions}
                        </Stack>
                    )}
                </Stack>
                {children}
            </CardContent>
        </Card>
    );
};
