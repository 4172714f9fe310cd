import { Alert, Button, Card, CardContent, CircularProgress, Stack, TextField, Typography } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslate, type HttpError } from 'react-admin';
import { call } from '../api/http';
import type { Schemas } from '../api/types';
import { Moment } from '../look/Money';
import { Value } from '../look/Secret';
import { useRead } from '../look/useRead';

/** The newest seal, which is to be written down elsewhere, and the check of the whole log, also against one of before. */
export const Check = () => {
    const translate = useTranslate();
    const { data, read } = useRead<Schemas['AuditHead']>('/api/audit/head');
    if (!data) return null;
    return (
        <Card component="section" className="no-print">
            <CardContent>
                <Typography variant="h2" component="h3" gutterBottom>
                    {translate('admin.audit.seal')}
                </Typography>
                <Typography color="textSecondary" sx={{ mb: 2, maxWidth: '90ch' }}>
                    {translate('admin.audit.sealText')}
                </Typography>
                {data.anchor ? (
                    <Value label="admin.audit.anchor" value={data.anchor} />
                ) : (
                    <Typography>{translate('admin.audit.noSeal')}</Typography>
                )}
                <Typography variant="body2" color="textSecondary" sx={{ mt: 1, mb: 2 }}>
                    <Moment at={data.sealedAt} />
                    {data.number != null && ` · ${data.number} / ${data.newest}`}
                </Typography>
                <Verify onDone={read} />
            </CardContent>
        </Card>
    );
};

type Verdict = Schemas['AuditVerified'];

/** Runs until it has said something, is stopped, or the page is left. */
const Verify = ({ onDone }: { onDone: () => void }) => {
    const translate = useTranslate();
    const [anchor, setAnchor] = useState('');
    const [verdict, setVerdict] = useState<Verdict | null>(null);
    const [problem, setProblem] = useState<{ text: string; ofAnchor?: string } | null>(null);
    const [isBusy, setBusy] = useState(false);
    const running = useRef<AbortController>(undefined);
    useEffect(() => () => running.current?.abort(), []);
    const go = async () => {
        const mine = (running.current = new AbortController());
        setBusy(true);
        setVerdict(null);
        setProblem(null);
        try {
            const body = { anchor: anchor.trim() || null };
            const answer = await call<Verdict>('/api/audit/verify', { method: 'POST', body, signal: mine.signal });
            setVerdict(answer.body);
            onDone();
        } catch (error) {
            const refusal = error as HttpError;
            setProblem({
                text: mine.signal.aborted ? translate('admin.audit.stopped') : refusal.message,
                ofAnchor: refusal.body?.errors?.anchor,
            });
        } finally {
            setBusy(false);
        }
    };
    return (
        <Stack spacing={2}>
            <Stack direction={{ xs: 'column', sm: 'row' }} spacing={1.5} sx={{ alignItems: { sm: 'start' } }}>
                <TextField
                    margin="none"
                    size="small"
                    label={translate('admin.audit.earlier')}
                    helperText={problem?.ofAnchor ?? translate('admin.audit.earlierHint')}
                    error={!!problem?.ofAnchor}
                    value={anchor}
                    onChange={event => setAnchor(event.target.value)}
                />
                {isBusy ? (
                    <Button startIcon={<CircularProgress size={16} />} onClick={() => running.current?.abort()} sx={{ flexShrink: 0 }}>
                        {translate('admin.audit.stop')}
                    </Button>
                ) : (
                    <Button variant="contained" onClick={go} sx={{ flexShrink: 0 }}>
                        {translate('admin.audit.check')}
                    </Button>
                )}
            </Stack>
            <div role="status">
                {isBusy && <Typography color="textSecondary">{translate('admin.audit.checking')}</Typography>}
                {problem && !problem.ofAnchor && <Alert severity="warning">{problem.text}</Alert>}
                {verdict && (
                    <Alert severity={verdict.inOrder ? 'success' : 'error'} sx={{ overflowWrap: 'anywhere' }}>
                        <strong>{translate(verdict.inOrder ? 'admin.audit.inOrder' : 'admin.audit.broken')}</strong>{' '}
                        <Moment at={verdict.at} /> · {verdict.tookMs} ms
                        <br />
                        {verdict.line}
                    </Alert>
                )}
            </div>
        </Stack>
    );
};
