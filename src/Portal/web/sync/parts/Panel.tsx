import { Alert, Box, Card, CardContent, Skeleton, Stack, Typography } from '@mui/material';
import { Fragment, type ReactNode } from 'react';

interface Props {
    title: string;
    action?: ReactNode;
    error?: string | null;
    isReading?: boolean;
    children?: ReactNode;
}

/** A part of a page, under a heading of its own, with what is shown while it is read, or can't be. */
export const Panel = ({ title, action, error, isReading, children }: Props) => (
    <Card component="section" sx={{ minWidth: 0 }}>
        <CardContent>
            <Stack
                direction="row"
                spacing={1}
                sx={{ justifyContent: 'space-between', alignItems: 'center', flexWrap: 'wrap', rowGap: 1, mb: 1 }}>
                <Typography variant="h2" component="h3">
                    {title}
                </Typography>
                {action && (
                    <Box
                        sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', '& .MuiTextField-root': { width: 'auto' } }}>
                        {action}
                    </Box>
                )}
            </Stack>
            {error ? (
                <Alert severity="warning">{error}</Alert>
            ) : isReading ? (
                <>
                    <Skeleton />
                    <Skeleton />
                    <Skeleton width="60%" />
                </>
            ) : (
                children
            )}
        </CardContent>
    </Card>
);

/** Names and values, one pair a line. */
export const Facts = ({ of }: { of: [string, ReactNode][] }) => (
    <Box
        component="dl"
        sx={{
            m: 0,
            display: 'grid',
            gridTemplateColumns: { xs: '1fr', sm: 'max-content minmax(0, 1fr)' },
            columnGap: 3,
            rowGap: { xs: 0, sm: 0.75 },
        }}>
        {of
            .filter(([, value]) => value !== null && value !== undefined && value !== '')
            .map(([name, value]) => (
                <Fragment key={name}>
                    <Typography component="dt" color="textSecondary" variant="body2" sx={{ pt: '1px' }}>
                        {name}
                    </Typography>
                    <Typography component="dd" variant="body2" sx={{ m: 0, mb: { xs: 1, sm: 0 }, overflowWrap: 'anywhere' }}>
                        {value}
                    </Typography>
                </Fragment>
            ))}
    </Box>
);

/** Nothing is there, and that is said. */
export const Nothing = ({ title, text, action }: { title: string; text?: string; action?: ReactNode }) => (
    <Box sx={{ textAlign: 'center', px: 2, py: 6 }}>
        <Typography variant="h2" component="p" gutterBottom>
            {title}
        </Typography>
        {text && (
            <Typography color="textSecondary" sx={{ maxWidth: '60ch', mx: 'auto' }}>
                {text}
            </Typography>
        )}
        {action && <Box sx={{ mt: 2 }}>{action}</Box>}
    </Box>
);
