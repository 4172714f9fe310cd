import { Box, Card, Stack, Typography } from '@mui/material';
import type { FormEvent, ReactNode } from 'react';
import { LocalesMenuButton, ToggleThemeButton, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { Mark } from '../look/Mark';

interface Props {
    title: string;
    children: ReactNode;
    onSubmit?: (event: FormEvent) => void;
}

/** What everybody sees before they are in: one card, with the choice of language and of light or dark. */
export const Outside = ({ title, children, onSubmit }: Props) => {
    const translate = useTranslate();
    return (
        <Box sx={{ minHeight: '100vh', display: 'flex', flexDirection: 'column', bgcolor: 'background.default', color: 'text.primary' }}>
            <Stack component="header" direction="row" sx={{ justifyContent: 'flex-end', p: 1 }}>
                <LocalesMenuButton />
                <ToggleThemeButton />
            </Stack>
            <Box component="main" sx={{ flex: 1, display: 'grid', placeItems: 'center', p: 2, pb: 10 }}>
                <Card sx={{ width: '100%', maxWidth: 400, p: 4 }}>
                    <Stack component={onSubmit ? 'form' : 'div'} spacing={2} onSubmit={onSubmit} noValidate>
                        <Box sx={{ textAlign: 'center' }}><Mark /></Box>
                        <Typography variant="h1" align="center">{translate(title)}</Typography>
                        {children}
                    </Stack>
                </Card>
            </Box>
        </Box>
    );
};

/** A quiet way to the next page before the sign-in. */
export const Way = ({ to, label }: { to: string; label: string }) => {
    const translate = useTranslate();
    return <Typography variant="body2" align="center" component={Link} to={to} color="text.secondary">{translate(label)}</Typography>;
};
