import DoneIcon from '@mui/icons-material/CheckCircleOutlined';
import OpenIcon from '@mui/icons-material/RadioButtonUncheckedOutlined';
import { Button, Card, CardContent, List, ListItemButton, ListItemIcon, ListItemText, Stack, Typography } from '@mui/material';
import { useCallback, useEffect, useState } from 'react';
import { useStore, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { call } from '../api/http';
import { anyKind, useOnChange } from '../look/useFresh';

const steps = [
    {
        name: 'import',
        to: '/imports/customers',
        path: '/api/customers?size=1',
        isDone: (body: any) => (body.total ?? body.totalAtLeast) > 0,
    },
    { name: 'connect', to: '/systems', path: '/api/systems', isDone: (body: any) => body.items.some((one: { file?: string }) => one.file) },
    { name: 'people', to: '/users/create', path: '/api/users?size=1', isDone: (body: any) => (body.total ?? body.totalAtLeast) > 1 },
    { name: 'synced', to: '/flows', path: '/api/sync/deliveries?state=delivered&size=1', isDone: (body: any) => body.items.length > 0 },
];

/**
 * What a new installation needs until the first record is in step with another system. It goes when all is done, or when
 * nobody wants it.
 */
export const FirstSteps = () => {
    const translate = useTranslate();
    const [isHidden, hide] = useStore('firstSteps.hidden', false);
    const [done, setDone] = useState<Record<string, boolean> | null>(null);
    const read = useCallback(() => {
        call<{ items: { status: number; body: unknown }[] }>('/api/batch', {
            method: 'POST',
            body: { requests: steps.map(({ path }) => ({ path })) },
        }).then(
            ({ body }) =>
                setDone(
                    Object.fromEntries(
                        steps.map((step, index) => [step.name, body.items[index]?.status === 200 && step.isDone(body.items[index]!.body)]),
                    ),
                ),
            () => undefined,
        );
    }, []);
    useEffect(() => {
        if (!isHidden) read();
    }, [isHidden, read]);
    useOnChange(anyKind, () => {
        if (!isHidden) read();
    });
    if (isHidden || !done || (done.import && done.synced)) return null;
    return (
        <Card component="section" sx={{ mb: 2 }}>
            <CardContent>
                <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'start' }}>
                    <div>
                        <Typography variant="h2" component="h3">
                            {translate('records.first.title')}
                        </Typography>
                        <Typography color="textSecondary">{translate('records.first.text')}</Typography>
                    </div>
                    <Button onClick={() => hide(true)}>{translate('records.first.hide')}</Button>
                </Stack>
                <List component="ol" sx={{ pb: 0 }}>
                    {steps.map(({ name, to }) => (
                        <li key={name}>
                            <ListItemButton component={Link} to={to} sx={{ borderRadius: 1 }}>
                                <ListItemIcon sx={{ minWidth: 40 }}>
                                    {done[name] ? (
                                        <DoneIcon color="success" titleAccess={translate('records.first.done')} />
                                    ) : (
                                        <OpenIcon color="disabled" aria-hidden="true" />
                                    )}
                                </ListItemIcon>
                                <ListItemText
                                    primary={translate(`records.first.${name}`)}
                                    secondary={translate(`records.first.${name}Text`)}
                                />
                            </ListItemButton>
                        </li>
                    ))}
                </List>
            </CardContent>
        </Card>
    );
};
