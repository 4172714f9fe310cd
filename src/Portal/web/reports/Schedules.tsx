import {
    Alert,
    Button,
    Card,
    CardContent,
    Chip,
    IconButton,
    Skeleton,
    Stack,
    Table,
    TableBody,
    TableCell,
    TableContainer,
    TableHead,
    TableRow,
    Tooltip,
    Typography,
} from '@mui/material';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import RetryIcon from '@mui/icons-material/ReplayOutlined';
import { useState } from 'react';
import { Confirm, useNotify, useTranslate } from 'react-admin';
import { call } from '../api/http';
import { Moment } from '../look/Money';
import { useMay } from '../look/useMay';
import { useRead } from '../look/useRead';
import { ScheduleForm } from './ScheduleForm';

interface Schedule {
    id: number;
    name: string;
    report: string;
    cron: string;
    zone: string;
    format: string;
    mail: string[] | null;
    folder: string | null;
    stoppedAt: string | null;
    stopReason: string | null;
    nextAt: string | null;
}

interface Run {
    dueAt: string;
    state: string;
    reason: string | null;
}

/** Reports that are sent by themselves. */
export const Schedules = () => {
    const translate = useTranslate();
    const notify = useNotify();
    const may = useMay();
    const mayWrite = may('reports:write');
    const { data, error, read } = useRead<{ items: Schedule[] }>('/api/reports/schedules');
    const [isAdding, setAdding] = useState(false);
    const [gone, setGone] = useState<Schedule | null>(null);
    const act = async (path: string, method: string) => {
        try {
            await call(path, { method });
        } catch (problem) {
            notify((problem as Error).message, { type: 'error' });
        }
        setGone(null);
        read();
    };
    if (error) return <Alert severity="warning">{error}</Alert>;
    if (!data) return <Skeleton variant="rounded" height={160} />;
    return (
        <Stack spacing={2}>
            <Stack direction={{ xs: 'column', sm: 'row' }} spacing={1} sx={{ justifyContent: 'space-between' }}>
                <Typography color="textSecondary">{translate('reports.schedules.about')}</Typography>
                {mayWrite && (
                    <Button variant="contained" onClick={() => setAdding(true)} sx={{ flexShrink: 0 }}>
                        {translate('reports.schedules.add')}
                    </Button>
                )}
            </Stack>
            {data.items.length === 0 ? (
                <Alert severity="info">{translate('reports.schedules.none')}</Alert>
            ) : (
                <Card>
                    <CardContent>
                        <TableContainer>
                            <Table size="small">
                                <TableHead>
                                    <TableRow>
                                        {['name', 'report', 'when', 'where', 'next', 'last'].map(one => (
                                            <TableCell key={one}>{translate(`reports.schedules.${one}`)}</TableCell>
                                        ))}
                                        <TableCell component="td" />
                                    </TableRow>
                                </TableHead>
                                <TableBody>
                                    {data.items.map(one => (
                                        <TableRow key={one.id}>
                                            <TableCell component="th" scope="row">
                                                {one.name}
                                            </TableCell>
                                            <TableCell>
                                                {translate(`reports.names.${one.report}`)}{' '}
                                                <Typography component="span" variant="body2" color="textSecondary">
                                                    {one.format}
                                                </Typography>
                                            </TableCell>
                                            <TableCell>
                                                <code>{one.cron}</code>
                                                <Typography variant="body2" color="textSecondary">
                                                    {one.zone}
                                                </Typography>
                                            </TableCell>
                                            <TableCell>{[...(one.mail ?? []), one.folder].filter(Boolean).join(', ')}</TableCell>
                                            <TableCell>
                                                {one.stoppedAt ? (
                                                    <>
                                                        <Chip
                                                            size="small"
                                                            color="error"
                                                            variant="outlined"
                                                            label={translate('reports.schedules.stopped')}
                                                        />
                                                        <Typography variant="body2">{one.stopReason}</Typography>
                                                    </>
                                                ) : (
                                                    <Moment at={one.nextAt} />
                                                )}
                                            </TableCell>
                                            <TableCell>
                                                <LastRun id={one.id} />
                                            </TableCell>
                                            <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
                                                {mayWrite && (
                                                    <>
                                                        <Tooltip title={translate('reports.schedules.retry')}>
                                                            <IconButton
                                                                onClick={() => act(`/api/reports/schedules/${one.id}/retry`, 'POST')}
                                                                aria-label={`${translate('reports.schedules.retry')}: ${one.name}`}
                                                            >
                                                                <RetryIcon />
                                                            </IconButton>
                                                        </Tooltip>
                                                        <Tooltip title={translate('ra.action.delete')}>
                                                            <IconButton
                                                                onClick={() => setGone(one)}
                                                                aria-label={`${translate('ra.action.delete')}: ${one.name}`}
                                                            >
                                                                <DeleteIcon />
                                                            </IconButton>
                                                        </Tooltip>
                                                    </>
                                                )}
                                            </TableCell>
                                        </TableRow>
                                    ))}
                                </TableBody>
                            </Table>
                        </TableContainer>
                    </CardContent>
                </Card>
            )}
            {isAdding && (
                <ScheduleForm
                    onClose={() => setAdding(false)}
                    onDone={() => {
                        setAdding(false);
                        read();
                    }}
                />
            )}
            <Confirm
                isOpen={gone !== null}
                title={gone?.name ?? ''}
                content="reports.schedules.deleteText"
                onConfirm={() => gone && act(`/api/reports/schedules/${gone.id}`, 'DELETE')}
                onClose={() => setGone(null)}
            />
        </Stack>
    );
};

const LastRun = ({ id }: { id: number }) => {
    const translate = useTranslate();
    const { data } = useRead<{ runs: Run[] }>(`/api/reports/schedules/${id}`);
    const last = data?.runs[0];
    if (!data) return <Skeleton width={80} />;
    if (!last) return <>{translate('reports.schedules.never')}</>;
    return (
        <>
            <Chip
                size="small"
                variant="outlined"
                color={last.state === 'sent' || last.state === 'done' ? 'success' : last.reason ? 'error' : 'default'}
                label={translate(`reports.schedules.states.${last.state}`, { _: last.state })}
            />
            <Typography variant="body2" color="textSecondary">
                <Moment at={last.dueAt} />
                {last.reason && ` · ${last.reason}`}
            </Typography>
        </>
    );
};
