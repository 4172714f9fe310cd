import { Box, Card, CardContent, Chip, Stack, Typography } from '@mui/material';
import { Title, useTranslate } from 'react-admin';
import type { Schemas } from '../api/types';
import { useRead } from '../look/useRead';
import { Password } from './Password';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';

/** What belongs to oneself: password, second factor, sessions. */
export const Account = () => {
    const translate = useTranslate();
    const { data: me, read } = useRead<Schemas['Me']>('/api/users/me');
    return (
        <Box component="section" sx={{ py: 2, maxWidth: 900 }}>
            <Title title={translate('portal.account.title')} />
            <Stack spacing={2}>
                <Card><CardContent>
                    <Typography variant="h1" component="h2">{me?.name ?? ' '}</Typography>
                    <Typography color="text.secondary" gutterBottom>{me?.email}</Typography>
                    <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
                        {me?.roles.map(role => <Chip key={role} size="small" label={role} />)}
                    </Stack>
                </CardContent></Card>
                <Password email={me?.email ?? ''} />
                {me && <SecondFactor isOn={me.hasTotp} onChange={read} />}
                <Sessions />
            </Stack>
        </Box>
    );
};
