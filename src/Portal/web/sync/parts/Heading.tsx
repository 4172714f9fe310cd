import { Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';

/** The heading of a list, with what can be done about all of it. */
export const Heading = ({ of, action }: { of: string; action?: ReactNode }) => {
    const translate = useTranslate();
    return (
        <Stack
            direction="row"
            sx={{ justifyContent: 'space-between', alignItems: 'center', flexWrap: 'wrap', gap: 1, px: { xs: 1, sm: 0 } }}>
            <Typography variant="h1" component="h2">
                {translate(of, { smart_count: 2 })}
            </Typography>
            {action}
        </Stack>
    );
};
