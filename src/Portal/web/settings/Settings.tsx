import { Alert, Box, Card, CardContent, Chip, FormControlLabel, Skeleton, Stack, Switch, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { Title, useTranslate } from 'react-admin';
import type { Schemas } from '../api/types';
import { Table } from '../look/Table';
import { useRead } from '../look/useRead';

type Setting = Schemas['SettingView'];

/** What is in force, where it came from, and what it could be. Settings are changed where the server is started, not here. */
export const Settings = () => {
    const translate = useTranslate();
    const { data, error } = useRead<Schemas['SettingList']>('/api/settings');
    const [asked, setAsked] = useState('');
    const [isChangedOnly, setChangedOnly] = useState(false);
    const rows = data?.items.filter(
        one => (!isChangedOnly || one.source !== 'default') && one.name.toLowerCase().includes(asked.trim().toLowerCase()),
    );
    return (
        <Box component="section" sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('admin.settings.title')} />
            <Typography variant="h1" component="h2" gutterBottom>
                {translate('admin.settings.title')}
            </Typography>
            <Typography color="textSecondary" sx={{ mb: 2, maxWidth: '90ch' }}>
                {translate('admin.settings.text')}
            </Typography>
            <Stack direction="row" spacing={2} useFlexGap sx={{ mb: 2, flexWrap: 'wrap', alignItems: 'center' }} className="no-print">
                <TextField
                    size="small"
                    margin="none"
                    fullWidth={false}
                    type="search"
                    label={translate('admin.settings.find')}
                    value={asked}
                    onChange={event => setAsked(event.target.value)}
                    sx={{ minWidth: 240 }}
                />
                <FormControlLabel
                    control={<Switch checked={isChangedOnly} onChange={event => setChangedOnly(event.target.checked)} />}
                    label={translate('admin.settings.changedOnly')}
                />
            </Stack>
            {error && <Alert severity="warning">{error}</Alert>}
            {!rows && !error && <Skeleton variant="rounded" height={400} />}
            {rows?.length === 0 && <Alert severity="info">{translate('admin.settings.none')}</Alert>}
            {rows && rows.length > 0 && (
                <Card>
                    <CardContent>
                        <Rows of={rows} />
                    </CardContent>
                </Card>
            )}
        </Box>
    );
};

const Rows = ({ of }: { of: Setting[] }) => {
    const translate = useTranslate();
    return (
        <Table
            label={translate('admin.settings.title')}
            rows={of}
            keyOf={one => one.name}
            columns={[
                { name: 'admin.settings.name', value: one => <code>{one.name}</code> },
                { name: 'admin.settings.value', value: one => (one.value === null ? '–' : <Words of={one.value} />) },
                { name: 'admin.settings.source', value: one => <Source of={one.source} /> },
                { name: 'admin.settings.default', value: one => <Words of={one.default} /> },
                { name: 'admin.settings.range', value: one => <Words of={rangeOf(one, translate)} /> },
            ]}
        />
    );
};

const Words = ({ of }: { of: string | null | undefined }) =>
    of ? (
        <Box component="span" sx={{ overflowWrap: 'anywhere' }}>
            {of}
        </Box>
    ) : null;

const Source = ({ of }: { of: string }) => {
    const translate = useTranslate();
    return (
        <Chip
            size="small"
            variant="outlined"
            color={of === 'default' ? 'default' : 'primary'}
            label={translate(`admin.settings.sources.${of}`)}
        />
    );
};

const rangeOf = ({ min, max, allowed, lengthMax }: Setting, translate: ReturnType<typeof useTranslate>) =>
    allowed
        ? allowed.join(', ')
        : min != null && max != null
          ? translate('admin.settings.fromTo', { min, max })
          : lengthMax != null
            ? translate('admin.settings.upTo', { max: lengthMax })
            : null;
