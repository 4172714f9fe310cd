import AddIcon from '@mui/icons-material/AddOutlined';
import { Alert, Box, Button, Card, CardContent, Skeleton, Stack, Tab, Tabs, Typography } from '@mui/material';
import { useState } from 'react';
import { Title, useTranslate } from 'react-admin';
import { Link, useParams } from 'react-router-dom';
import type { Schemas } from '../api/types';
import { AskButton } from '../look/AskButton';
import { ifMatch, useAct } from '../look/useAct';
import { useMay } from '../look/useMay';
import { useRead } from '../look/useRead';
import { Table } from '../look/Table';
import { CustomFieldForm } from './CustomFieldForm';
import { extended, type CustomField } from './useCustomFields';

/** The fields that a site gives to its records: which there are of a kind, one more, other limits, one taken away. */
export const CustomFields = () => {
    const translate = useTranslate();
    const may = useMay();
    const kinds = extended.filter(kind => may(`${kind}:read`));
    const { kind: asked } = useParams();
    const kind = kinds.find(one => one === asked) ?? kinds[0];
    return (
        <Box component="section" sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('custom.title')} />
            <Typography variant="h1" component="h2" gutterBottom>
                {translate('custom.title')}
            </Typography>
            <Typography color="textSecondary" sx={{ mb: 2, maxWidth: '90ch' }}>
                {translate('custom.text')}
            </Typography>
            <Tabs
                value={kind ?? false}
                variant="scrollable"
                scrollButtons={false}
                aria-label={translate('custom.kinds')}
                sx={{ mb: 2, borderBottom: 1, borderColor: 'divider' }}>
                {kinds.map(one => (
                    <Tab
                        key={one}
                        value={one}
                        label={translate(`resources.${one}.name`, { smart_count: 2 })}
                        component={Link}
                        to={`/fields/${one}`}
                    />
                ))}
            </Tabs>
            {kind && <Defined key={kind} kind={kind} />}
        </Box>
    );
};

/** Those of one kind. Another kind has a part of its own: nothing is done to its fields while those of this one are still shown. */
const Defined = ({ kind }: { kind: string }) => {
    const translate = useTranslate();
    const { data, error, read } = useRead<Schemas['CustomFieldList']>(`/api/${kind}/fields`);
    const { act } = useAct(true);
    const mayChange = useMay()('fields:write');
    const [open, setOpen] = useState<CustomField | 'new' | null>(null);
    const remove = async (field: CustomField) => {
        await act(`/api/${kind}/fields/${field.name}`, { method: 'DELETE', headers: ifMatch(field) }, 'custom.removed');
        read();
    };
    const buttons = (field: CustomField) =>
        mayChange && (
            <Stack direction="row" sx={{ justifyContent: 'end' }}>
                <Button size="small" onClick={() => setOpen(field)} aria-label={`${translate('ra.action.edit')} ${field.name}`}>
                    {translate('ra.action.edit')}
                </Button>
                <AskButton
                    size="small"
                    color="error"
                    label="custom.remove"
                    text="custom.removeText"
                    aria-label={`${translate('custom.remove')} ${field.name}`}
                    onYes={() => remove(field)}
                />
            </Stack>
        );
    if (!data) return error ? <Alert severity="warning">{error}</Alert> : <Skeleton variant="rounded" height={200} />;
    const fields = data.items;
    return (
        <Card>
            <CardContent>
                {error && <Alert severity="warning">{error}</Alert>}
                {fields.length === 0 && <Typography color="textSecondary">{translate('custom.none')}</Typography>}
                {fields.length > 0 && (
                    <Table
                        label={translate('custom.title')}
                        rows={fields}
                        keyOf={one => one.name}
                        columns={[
                            { name: 'custom.fields.name', value: one => <code>{one.name}</code> },
                            { name: 'custom.fields.type', value: one => translate(`custom.types.${one.type}`) },
                            { name: 'custom.fields.required', value: one => translate(`ra.boolean.${one.required}`) },
                            { name: 'custom.fields.limits', value: one => limitsOf(one, translate) },
                            { name: 'custom.fields.description', value: one => one.description, isWide: true },
                            { name: '', value: buttons },
                        ]}
                    />
                )}
                {mayChange && (
                    <Button startIcon={<AddIcon />} onClick={() => setOpen('new')} sx={{ mt: 2 }}>
                        {translate('custom.add')}
                    </Button>
                )}
                {open && (
                    <CustomFieldForm
                        kind={kind}
                        of={open === 'new' ? null : open}
                        onDone={() => {
                            setOpen(null);
                            read();
                        }}
                        onClose={() => setOpen(null)}
                    />
                )}
            </CardContent>
        </Card>
    );
};

const limitsOf = ({ choices, min, max }: CustomField, translate: (words: string, args?: object) => string) => {
    if (choices.length > 0) return choices.join(', ');
    const isOpen = (end: number | null | undefined) => end === null || end === undefined;
    if (isOpen(min)) return isOpen(max) ? '' : translate('admin.settings.upTo', { max });
    return isOpen(max) ? translate('custom.atLeast', { min }) : translate('admin.settings.fromTo', { min, max });
};
