import {
    Alert,
    Box,
    Button,
    Card,
    CardContent,
    Chip,
    IconButton,
    Skeleton,
    Stack,
    Tooltip,
    Typography,
} from '@mui/material';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import RetryIcon from '@mui/icons-material/ReplayOutlined';
import { useState, type ReactNode } from 'react';
import { Confirm, useNotify, useTranslate } from 'react-admin';
import { call } from '../api/http';
import { Moment } from '../look/Money';
import { Table } from '../look/Table';
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
                        <Table
                            label={translate('reports.names.schedules')}
                            rows={data.items}
                            keyOf={one => one.id}
                            columns={[
                                { name: 'reports.schedules.name', value: one => one.name },
                                { name: 'reports.schedules.report', value: one => <What of={one} /> },
                                { name: 'reports.schedules.when', value: one => <When of={one} /> },
                                {
                                    name: 'reports.schedules.where',
                                    value: one => [...(one.mail ?? []), one.folder].filter(Boolean).join(', '),
                                },
                                { name: 'reports.schedules.next', value: one => <Next of={one} /> },
                                { name: 'reports.schedules.last', value: one => <LastRun id={one.id} /> },
                                { name: '', value: one => mayWrite && <Acts of={one} onAct={act} onDelete={setGone} /> },
                            ]}
                        />
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

const Grey = ({ children }: { children: ReactNode }) => (
    <Typography variant="body2" color="textSecondary">
        {children}
    </Typography>
);

const What = ({ of }: { of: Schedule }) => {
    const translate = useTranslate();
    return (
        <>
            {translate(`reports.names.${of.report}`)} <Grey>{of.format}</Grey>
        </>
    );
};

const When = ({ of }: { of: Schedule }) => (
    <>
        <code>{of.cron}</code>
        <Grey>{of.zone}</Grey>
    </>
);

const Next = ({ of }: { of: Schedule }) => {
    const translate = useTranslate();
    if (!of.stoppedAt) return <Moment at={of.nextAt} />;
    return (
        <>
            <Chip size="small" color="error" variant="outlined" label={translate('reports.schedules.stopped')} />
            <Typography variant="body2">{of.stopReason}</Typography>
        </>
    );
};

interface ActsProps {
    of: Schedule;
    onAct: (path: string, method: string) => void;
    onDelete: (one: Schedule) => void;
}

const Acts = ({ of, onAct, onDelete }: ActsProps) => {
    const translate = useTranslate();
    const button = (label: string, icon: ReactNode, onClick: () => void) => (
        <Tooltip title={label}>
            <IconButton onClick={onClick} aria-label={`${label}: ${of.name}`}>
                {icon}
            </IconButton>
        </Tooltip>
    );
    return (
        <Box sx={{ whiteSpace: 'nowrap' }}>
            {button(translate('reports.schedules.retry'), <RetryIcon />, () => onAct(`/api/reports/schedules/${of.id}/retry`, 'POST'))}
            {button(translate('ra.action.delete'), <DeleteIcon />, () => onDelete(of))}
        </Box>
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
