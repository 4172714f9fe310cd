import {
    Alert,
    Button,
    Dialog,
    DialogActions,
    DialogContent,
    DialogTitle,
    Stack,
    TextField,
    Typography,
} from '@mui/material';
import { useState, type FormEvent } from 'react';
import { HttpError, useCanAccess, useRecordContext, useTranslate } from 'react-admin';
import { call } from '../api/http';
import { AskButton } from '../look/AskButton';
import { Part } from '../look/Facts';
import { Moment } from '../look/Money';
import { Secret, type Shown } from '../look/Secret';
import { Table } from '../look/Table';
import { useAct } from '../look/useAct';
import { useRead } from '../look/useRead';

interface Key {
    id: number;
    name: string;
    createdAt: string;
    expiresAt: string | null;
    lastUsedAt: string | null;
}

/** The keys of a client; what a key is, is shown once, when it is made. */
export const ClientKeys = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const { act } = useAct();
    const { canAccess } = useCanAccess({ resource: 'clients', action: 'edit' });
    const path = record ? `/api/clients/${record.id}/keys` : null;
    const { data, error, read } = useRead<{ items: Key[] }>(path);
    const [isAdding, setAdding] = useState(false);
    const [made, setMade] = useState<Shown[] | null>(null);
    if (!path) return null;
    return (
        <Part
            title="admin.clients.keys"
            actions={
                canAccess && (
                    <Button variant="outlined" onClick={() => setAdding(true)}>
                        {translate('admin.clients.addKey')}
                    </Button>
                )
            }>
            {error && <Alert severity="warning">{error}</Alert>}
            {data?.items.length === 0 && <Typography color="textSecondary">{translate('admin.clients.noKeys')}</Typography>}
            {data && data.items.length > 0 && (
                <Table
                    label={translate('admin.clients.keys')}
                    rows={data.items}
                    keyOf={key => key.id}
                    columns={[
                        { name: 'admin.clients.key.name', value: key => key.name },
                        { name: 'admin.clients.key.createdAt', value: key => <Moment at={key.createdAt} /> },
                        { name: 'admin.clients.key.lastUsedAt', value: key => <Once at={key.lastUsedAt} /> },
                        { name: 'admin.clients.key.expiresAt', value: key => <Once at={key.expiresAt} /> },
                        {
                            name: '',
                            value: key =>
                                canAccess && (
                                    <AskButton
                                        size="small"
                                        color="error"
                                        label="admin.clients.removeKey"
                                        text="admin.clients.removeKeyText"
                                        onYes={async () => {
                                            await act(`${path}/${key.id}`, { method: 'DELETE' });
                                            read();
                                        }}
                                    />
                                ),
                        },
                    ]}
                />
            )}
            {isAdding && (
                <NewKey
                    path={path}
                    onClose={() => setAdding(false)}
                    onMade={secret => {
                        setAdding(false);
                        setMade([{ label: 'admin.secret.key', value: secret }]);
                        read();
                    }}
                />
            )}
            <Secret title="admin.clients.keyMade" values={made} onClose={() => setMade(null)} />
        </Part>
    );
};

const Once = ({ at }: { at: string | null }) => {
    const translate = useTranslate();
    return at ? <Moment at={at} /> : <>{translate('admin.clients.never')}</>;
};

const NewKey = ({ path, onClose, onMade }: { path: string; onClose: () => void; onMade: (secret: string) => void }) => {
    const translate = useTranslate();
    const [name, setName] = useState('');
    const [until, setUntil] = useState('');
    const [errors, setErrors] = useState<Record<string, string>>({});
    const save = async (event: FormEvent) => {
        event.preventDefault();
        try {
            const { body } = await call<{ secret: string }>(path, {
                method: 'POST',
                body: { name, ...(until ? { expiresAt: new Date(`${until}T23:59:59`).toISOString() } : {}) },
            });
            onMade(body.secret);
        } catch (problem) {
            const told = problem as HttpError;
            setErrors({ ...(told.body?.errors ?? {}), root: told.message });
        }
    };
    return (
        <Dialog open onClose={onClose} fullWidth maxWidth="xs">
            <form onSubmit={save} noValidate>
                <DialogTitle>{translate('admin.clients.addKey')}</DialogTitle>
                <DialogContent>
                    <Stack spacing={2} sx={{ pt: 1 }}>
                        {errors.root && <Alert severity="error">{errors.root}</Alert>}
                        <TextField
                            margin="none"
                            autoFocus
                            required
                            label={translate('admin.clients.key.name')}
                            value={name}
                            onChange={event => setName(event.target.value)}
                            error={!!errors.name}
                            helperText={errors.name}
                        />
                        <TextField
                            margin="none"
                            type="date"
                            label={translate('admin.clients.key.expiresAt')}
                            value={until}
                            onChange={event => setUntil(event.target.value)}
                            error={!!errors.expiresAt}
                            helperText={errors.expiresAt ?? translate('admin.clients.expiryHint')}
                            slotProps={{ inputLabel: { shrink: true } }}
                        />
                    </Stack>
                </DialogContent>
                <DialogActions>
                    <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
                    <Button type="submit" variant="contained">
                        {translate('admin.clients.addKey')}
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
};
