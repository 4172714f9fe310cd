import { Alert, Button, Chip, LinearProgress, List, ListItem, Stack, Typography } from '@mui/material';
import { useLocale, useTranslate } from 'react-admin';
import { Ask } from '../look/Ask';
import { useMay } from '../look/useMay';
import type { ImportKind, ImportState, UndoCounts, UndoPreview } from './kinds';
import { Reasons } from './Reasons';
import { useUndo } from './useUndo';

const outcomes = ['deleted', 'restored', 'cancelled', 'kept'] as const;
const colours = { deleted: 'success', restored: 'success', cancelled: 'success', kept: 'warning' } as const;

/** Takes an import back: what it would do is seen first, then how far it is, and in the end what was left alone and why. */
export const Undo = ({ kind, of, onDone }: { kind: ImportKind; of: ImportState; onDone?: () => void }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const may = useMay();
    const { undo, preview, error, isBusy, look, close, start, again } = useUndo(kind, of, onDone);
    const number = new Intl.NumberFormat(locale);
    const allowed = may(kind.needs) && (!kind.undoNeeds || may(kind.undoNeeds));
    if (!undo)
        return (
            <>
                {error && <Alert severity="error">{error}</Alert>}
                {of.canBeUndone && allowed && (
                    <div>
                        <Button color="warning" variant="outlined" disabled={isBusy} onClick={look}>
                            {translate('imports.undo.action')}
                        </Button>
                    </div>
                )}
                {preview && <Asked preview={preview} isBusy={isBusy} onGo={start} onClose={close} />}
            </>
        );
    const isDone = undo.state === 'finished';
    return (
        <Stack spacing={2} component="section" aria-label={translate('imports.undo.title')}>
            <Typography variant="h2" component="h3" aria-live="polite">
                {translate(isDone ? 'imports.undo.done' : 'imports.undo.running')}
            </Typography>
            {!isDone && (
                <>
                    <LinearProgress
                        variant={undo.records ? 'determinate' : 'indeterminate'}
                        value={undo.records ? (undo.done / undo.records) * 100 : 0}
                        aria-label={translate('imports.undo.running')}
                    />
                    <Typography>
                        {translate('imports.undo.soFar', { done: number.format(undo.done), records: number.format(undo.records ?? 0) })}
                    </Typography>
                </>
            )}
            <UndoChips of={undo} />
            {isDone && undo.kept > 0 && (
                <>
                    <Typography>{translate('imports.undo.left')}</Typography>
                    <Reasons file={`${undo.verdicts}?outcome=kept`} count={undo.kept} kind={kind} />
                </>
            )}
            {error && <Alert severity="error">{error}</Alert>}
            {isDone && (
                <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
                    <Button variant="outlined" href={undo.verdicts} download>
                        {translate('imports.undo.verdicts')}
                    </Button>
                    {undo.kept > 0 && allowed && (
                        <Button disabled={isBusy} onClick={again}>
                            {translate('imports.undo.again')}
                        </Button>
                    )}
                </Stack>
            )}
        </Stack>
    );
};

const UndoChips = ({ of }: { of: UndoCounts }) => {
    const translate = useTranslate();
    const number = new Intl.NumberFormat(useLocale());
    return (
        <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
            {outcomes
                .filter(one => of[one] > 0)
                .map(one => (
                    <Chip
                        key={one}
                        size="small"
                        variant="outlined"
                        color={colours[one]}
                        label={`${number.format(of[one])} ${translate(`imports.undo.outcomes.${one}`)}`}
                    />
                ))}
        </Stack>
    );
};

interface AskedProps {
    preview: UndoPreview;
    isBusy: boolean;
    onGo: () => void;
    onClose: () => void;
}

const Asked = ({ preview, isBusy, onGo, onClose }: AskedProps) => {
    const translate = useTranslate();
    const number = new Intl.NumberFormat(useLocale());
    return (
        <Ask
            title={translate('imports.undo.title')}
            text={translate('imports.undo.text')}
            action={translate('imports.undo.action')}
            isDanger
            isBusy={isBusy}
            onGo={onGo}
            onClose={onClose}
        >
            <Stack spacing={1.5}>
                {preview.looked < preview.records && (
                    <Typography>
                        {translate('imports.undo.looked', {
                            looked: number.format(preview.looked),
                            records: number.format(preview.records),
                        })}
                    </Typography>
                )}
                <UndoChips of={preview} />
                {preview.reasons.length > 0 && (
                    <>
                        <Typography>{translate('imports.undo.wouldStay')}</Typography>
                        <List dense disablePadding aria-label={translate('imports.undo.wouldStay')}>
                            {preview.reasons.map(one => (
                                <ListItem key={one.row} disableGutters sx={{ overflowWrap: 'anywhere' }}>
                                    {translate('imports.undo.reason', { row: number.format(one.row), why: one.message })}
                                </ListItem>
                            ))}
                        </List>
                    </>
                )}
            </Stack>
        </Ask>
    );
};
