import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, Stack, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { HttpError, useTranslate } from 'react-admin';
import { call } from '../api/http';
import { reports } from './shape';

const crons = { daily: '0 6 * * *', weekly: '0 6 * * 1', monthly: '0 6 1 * *' };
const ranges = ['yesterday', 'last-week', 'last-month', 'last-30-days', 'last-year'];

interface Values {
    name: string;
    report: string;
    range: string;
    cron: string;
    zone: string;
    mail: string;
    folder: string;
    format: string;
}

/** Has a report sent whenever it is due. */
export const ScheduleForm = ({ onClose, onDone }: { onClose: () => void; onDone: () => void }) => {
    const translate = useTranslate();
    const [values, setValues] = useState<Values>({
        name: '',
        report: 'sales',
        range: 'last-week',
        cron: crons.weekly,
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        mail: '',
        folder: '',
        format: 'csv',
    });
    const [errors, setErrors] = useState<Record<string, string>>({});
    const [said, setSaid] = useState<string | null>(null);
    const field = (name: keyof Values, hint?: string) => ({
        margin: 'none' as const,
        label: translate(`reports.schedules.${name}`),
        value: values[name],
        error: !!errors[name],
        helperText: errors[name] ?? hint,
        onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
    });
    const save = async (event: FormEvent) => {
        event.preventDefault();
        const mail = values.mail.split(/[\s,;]+/).filter(Boolean);
        const body = {
            name: values.name,
            report: values.report,
            query: `range=${values.range}`,
            cron: values.cron,
            zone: values.zone,
            format: values.format,
            ...(mail.length ? { mail } : {}),
            ...(values.folder ? { folder: values.folder } : {}),
        };
        try {
            await call('/api/reports/schedules', { method: 'POST', body });
            onDone();
        } catch (problem) {
            const { body: told, message } = problem as HttpError;
            setErrors({ ...(told?.errors ?? {}), range: told?.errors?.query });
            setSaid(message);
        }
    };
    return (
        <Dialog open onClose={onClose} fullWidth maxWidth="sm">
            <form onSubmit={save} noValidate>
                <DialogTitle>{translate('reports.schedules.add')}</DialogTitle>
                <DialogContent>
                    <Stack spacing={2} sx={{ pt: 1 }}>
                        {said && <Alert severity="error">{said}</Alert>}
                        <TextField {...field('name')} required autoFocus />
                        <Stack direction={{ xs: 'column', sm: 'row' }} spacing={2}>
                            <TextField {...field('report')} select>
                                {Object.keys(reports).map(one => (
                                    <MenuItem key={one} value={one}>
                                        {translate(`reports.names.${one}`)}
                                    </MenuItem>
                                ))}
                            </TextField>
                            <TextField {...field('range')} select>
                                {ranges.map(one => (
                                    <MenuItem key={one} value={one}>
                                        {translate(`reports.ranges.${one}`)}
                                    </MenuItem>
                                ))}
                            </TextField>
                        </Stack>
                        <Stack direction={{ xs: 'column', sm: 'row' }} spacing={2}>
                            <TextField
                                margin="none"
                                select
                                label={translate('reports.schedules.often')}
                                value={Object.values(crons).includes(values.cron) ? values.cron : ''}
                                onChange={event => event.target.value && setValues({ ...values, cron: event.target.value })}
                                slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
                            >
                                <MenuItem value="">{translate('reports.schedules.own')}</MenuItem>
                                {Object.entries(crons).map(([name, cron]) => (
                                    <MenuItem key={name} value={cron}>
                                        {translate(`reports.schedules.${name}`)}
                                    </MenuItem>
                                ))}
                            </TextField>
                            <TextField {...field('cron', translate('reports.schedules.cronHint'))} />
                        </Stack>
                        <TextField {...field('mail', translate('reports.schedules.mailHint'))} />
                        <TextField {...field('folder', translate('reports.schedules.folderHint'))} />
                    </Stack>
                </DialogContent>
                <DialogActions>
                    <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
                    <Button type="submit" variant="contained">
                        {translate('ra.action.save')}
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
};
