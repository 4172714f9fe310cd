import AttachIcon from '@mui/icons-material/AttachFileOutlined';
import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import { Alert, Box, Button, Card, CardContent, IconButton, Link, Skeleton, Stack, Typography } from '@mui/material';
import { useRef, useState, type ChangeEvent } from 'react';
import { useCanAccess, useLocale, useNotify, useRecordContext, useTranslate } from 'react-admin';
import { call } from '../api/http';
import { uploadTo } from '../api/records';
import type { Schemas } from '../api/types';
import { Moment } from '../look/Money';
import { useRead } from '../look/useRead';

/** The files of a ticket; pictures are seen at once. */
export const Files = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const notify = useNotify();
    const { canAccess } = useCanAccess({ resource: 'tickets', action: 'edit' });
    const path = record ? `/api/tickets/${record.id}/attachments` : null;
    const { data, error, read } = useRead<Schemas['AttachmentList']>(path);
    const chooser = useRef<HTMLInputElement>(null);
    const [isBusy, setBusy] = useState(false);
    if (!path) return null;
    const tell = (problem: unknown) => notify((problem as Error).message, { type: 'error' });
    const add = async (event: ChangeEvent<HTMLInputElement>) => {
        const files = [...(event.target.files ?? [])];
        event.target.value = '';
        setBusy(true);
        try {
            for (const file of files) await uploadTo(path, file);
        } catch (problem) {
            tell(problem);
        }
        setBusy(false);
        read();
    };
    const remove = (id: number) => call(`${path}/${id}`, { method: 'DELETE' }).catch(tell).then(read);
    return (
        <Card sx={{ mt: 2 }}>
            <CardContent>
                <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', mb: 1 }}>
                    <Typography variant="h2" component="h3">
                        {translate('portal.files.title')}
                    </Typography>
                    {canAccess && (
                        <Button startIcon={<AttachIcon />} disabled={isBusy} onClick={() => chooser.current?.click()} className="no-print">
                            {translate('portal.files.add')}
                        </Button>
                    )}
                    <input type="file" multiple hidden ref={chooser} onChange={add} aria-label={translate('portal.files.add')} />
                </Stack>
                {error && <Alert severity="warning">{error}</Alert>}
                {!data && !error && <Skeleton variant="rounded" height={40} />}
                {data?.items.length === 0 && <Typography color="text.secondary">{translate('portal.files.none')}</Typography>}
                <Stack direction="row" spacing={2} useFlexGap sx={{ flexWrap: 'wrap' }}>
                    {data?.items.map(one => (
                        <File key={one.id} file={one} path={`${path}/${one.id}`} onRemove={canAccess ? () => remove(one.id) : undefined} />
                    ))}
                </Stack>
            </CardContent>
        </Card>
    );
};

interface Props {
    file: Schemas['TicketAttachment'];
    path: string;
    onRemove?: () => void;
}

const File = ({ file, path, onRemove }: Props) => {
    const translate = useTranslate();
    const locale = useLocale();
    const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }).format(
        Math.max(1, file.size / 1024),
    );
    return (
        <Box sx={{ width: 200, border: 1, borderColor: 'divider', borderRadius: 1, p: 1 }}>
            {file.mediaType.startsWith('image/') && (
                <Box
                    component="img"
                    src={path}
                    alt={file.name}
                    loading="lazy"
                    sx={{ width: '100%', height: 120, objectFit: 'cover', borderRadius: 1, display: 'block', mb: 1 }}
                />
            )}
            <Stack direction="row" sx={{ alignItems: 'start', justifyContent: 'space-between' }}>
                <Box sx={{ minWidth: 0 }}>
                    <Link href={path} download={file.name} sx={{ overflowWrap: 'anywhere' }}>
                        {file.name}
                    </Link>
                    <Typography variant="body2" color="text.secondary">
                        {size} · <Moment at={file.createdAt} />
                    </Typography>
                </Box>
                {onRemove && (
                    <IconButton
                        size="small"
                        onClick={onRemove}
                        aria-label={translate('portal.files.remove', { name: file.name })}
                        className="no-print">
                        <DeleteIcon fontSize="small" />
                    </IconButton>
                )}
            </Stack>
        </Box>
    );
};
