import { Box, Button, Card, CardContent, Stack, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { useRead } from '../look/useRead';

/** On an installation without customers: how to get the first ones in. */
export const FirstSteps = () => {
    const translate = useTranslate();
    const { data } = useRead<{ total?: number }>('/api/customers?size=1');
    if (!data || data.total !== 0) return null;
    return (
        <Card sx={{ mb: 2 }}><CardContent>
            <Typography variant="h2" component="h3" gutterBottom>{translate('portal.home_.first')}</Typography>
            <Typography gutterBottom>{translate('portal.home_.firstText')}</Typography>
            <Stack spacing={1} sx={{ alignItems: 'start' }}>
                <Box component="code">{translate('portal.home_.firstImport')}</Box>
                <Box component="code">{translate('portal.home_.firstSystem')}</Box>
                <Button component={Link} to="/users/create" variant="contained">{translate('portal.home_.firstPeople')}</Button>
            </Stack>
        </CardContent></Card>
    );
};
