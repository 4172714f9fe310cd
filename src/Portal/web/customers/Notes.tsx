import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import { Alert, Button, IconButton, Paper, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useRecordContext, useTranslate } from 'react-admin';
import type { Schemas } from '../api/types';
import { Part } from '../look/Facts';
import { Moment } from '../look/Money';
import { useAct } from '../look/useAct';
import { useMay } from '../look/useMay';
import { usePages } from '../look/usePages';

/** What the staff write down about a customer, the newest first. */
export const Notes = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const { act } = useAct();
    const may = useMay();
    const [text, setText] = useState('');
    const path = record && may('notes:read') ? `/api/customers/${record.id}/notes` : null;
    const { items, error, next, more, read } = usePages<Schemas['CustomerNote']>(path);
    if (!path) return null;
    const save = async () => {
        if (await act(path, { method: 'POST', body: { text } })) {
            setText('');
            read();
        }
    };
    const remove = async (id: number) => {
        await act(`${path}/${id}`, { method: 'DELETE' });
        read();
    };
    return (
        <Part title="records.notes.title">
            <Stack spacing={1.5}>
                {error && <Alert severity="warning">{error}</Alert>}
                {items?.length === 0 && <Typography color="textSecondary">{translate('records.notes.none')}</Typography>}
                {items?.map(one => (
                    <Paper key={one.id} variant="outlined" sx={{ p: 1.5 }}>
                        <Stack direction="row" sx={{ justifyContent: 'space-between' }}>
                            <Typography variant="body2" color="textSecondary">
                                {one.author} · <Moment at={one.createdAt} />
                            </Typography>
                            {may('notes:write') && (
                                <IconButton
                                    size="small"
                                    className="no-print"
                                    aria-label={translate('records.notes.remove')}
                                    onClick={() => remove(one.id)}>
                                    <DeleteIcon fontSize="small" />
                                </IconButton>
                            )}
                        </Stack>
                        <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{one.text}</Typography>
                    </Paper>
                ))}
                {next && <Button onClick={more}>{translate('portal.history.more')}</Button>}
                {may('notes:write') && (
                    <Stack direction={{ xs: 'column', sm: 'row' }} spacing={1} className="no-print" sx={{ alignItems: { sm: 'start' } }}>
                        <TextField
                            label={translate('records.notes.add')}
                            multiline
                            margin="none"
                            value={text}
                            onChange={event => setText(event.target.value)}
                            helperText={translate('records.notes.hint')}
                        />
                        <Button variant="outlined" disabled={text.trim() === ''} onClick={save} sx={{ flexShrink: 0 }}>
                            {translate('records.notes.save')}
                        </Button>
                    </Stack>
                )}
            </Stack>
        </Part>
    );
};
