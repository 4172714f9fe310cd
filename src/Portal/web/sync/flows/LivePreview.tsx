import { Alert, Button, MenuItem, Skeleton, Stack, TextField, Typography } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslate, type HttpError } from 'react-admin';
import { call } from '../../api/http';
import type { Schemas } from '../../api/types';
import { Code } from '../parts/Code';
import { Editor } from '../parts/Editor';
import { Panel } from '../parts/Panel';
import { useSamples } from './useSamples';

type Preview = Schemas['FlowPreviewItem'];

const pause = 400;

/** What the text makes of a real record, as it is typed. The record may be edited too; nothing is sent. */
export const LivePreview = ({
    text,
    flow,
    isBothWays,
    hasFaults,
    isRight,
}: {
    text: string;
    flow: string | null;
    isBothWays: boolean;
    hasFaults: boolean;
    isRight: boolean;
}) => {
    const translate = useTranslate();
    const samples = useSamples(flow);
    const [chosen, setChosen] = useState(0);
    const [edited, setEdited] = useState<string | null>(null);
    const [side, setSide] = useState<Side>('left');
    const [preview, setPreview] = useState<Preview | null>(null);
    const [problem, setProblem] = useState<string | null>(null);
    const newest = useRef('');
    const sample = edited ?? samples?.[chosen]?.text ?? '{}';
    useEffect(() => {
        if (!isRight || !samples) return;
        newest.current = `${text}\0${sample}\0${side}`;
        const mine = newest.current;
        const timer = setTimeout(async () => {
            const [found, said] = await look(text, sample, isBothWays ? side : null);
            if (newest.current === mine) {
                setPreview(found);
                setProblem(said);
            }
        }, pause);
        return () => clearTimeout(timer);
    }, [text, sample, side, isBothWays, isRight, samples]);
    const choose = (index: number) => {
        setChosen(index);
        setEdited(null);
    };
    const name = samples?.[chosen]?.name;
    useEffect(() => {
        const known = isBothWays && name ? sideOf(text, name) : undefined;
        if (known) setSide(known);
    }, [isBothWays, name]);
    return (
        <Panel
            title={translate('portal.sync.preview.title')}
            action={
                <>
                    {isBothWays && (
                        <TextField
                            select
                            size="small"
                            label={translate('portal.sync.preview.side')}
                            value={side}
                            onChange={event => setSide(event.target.value as Side)}
                            sx={{ minWidth: 120 }}>
                            {sides.map(one => (
                                <MenuItem key={one} value={one}>
                                    {namesOf(text, one)[0] ?? one}
                                </MenuItem>
                            ))}
                        </TextField>
                    )}
                    {samples && samples.length > 1 && (
                        <TextField
                            select
                            size="small"
                            label={translate('portal.sync.preview.sample')}
                            value={chosen}
                            onChange={event => choose(Number(event.target.value))}
                            sx={{ minWidth: 180 }}>
                            {samples.map((one, index) => (
                                <MenuItem key={one.name} value={index}>
                                    {one.name}
                                </MenuItem>
                            ))}
                        </TextField>
                    )}
                </>
            }>
            {!samples ? (
                <Skeleton height={120} />
            ) : (
                <Stack spacing={1.5}>
                    {edited === null ? (
                        <>
                            <Code of={sample} label={translate('portal.sync.preview.record')} max={180} />
                            <div>
                                <Button size="small" onClick={() => setEdited(sample)}>
                                    {translate('portal.sync.preview.edit')}
                                </Button>
                            </div>
                        </>
                    ) : (
                        <Editor label={translate('portal.sync.preview.record')} value={edited} onChange={setEdited} rows={8} />
                    )}
                    {!isBothWays && (
                        <Typography variant="h3" component="h4">
                            {translate('portal.sync.preview.becomes')}
                        </Typography>
                    )}
                    <div role="status">
                        {hasFaults ? (
                            <Typography color="textSecondary">{translate('portal.sync.preview.wait')}</Typography>
                        ) : problem ? (
                            <Alert severity="info">{problem}</Alert>
                        ) : preview ? (
                            <Found of={preview} other={isBothWays ? (namesOf(text, otherOf(side))[0] ?? otherOf(side)) : null} />
                        ) : (
                            <Skeleton />
                        )}
                    </div>
                </Stack>
            )}
        </Panel>
    );
};

/** What came of it: of a flow that goes both ways also what it compares by. */
const Found = ({ of, other }: { of: Preview; other: string | null }) => {
    const translate = useTranslate();
    const becomes = translate(other ? 'portal.sync.preview.partner' : 'portal.sync.preview.becomes', { system: other });
    return (
        <Stack spacing={1.5}>
            {of.message && (
                <Alert severity={of.outcome === 'fail' ? 'error' : 'info'} sx={{ overflowWrap: 'anywhere' }}>
                    {of.message}
                </Alert>
            )}
            {of.common ? <Fields title={translate('portal.sync.preview.common')} of={of.common} hasTitle /> : null}
            {of.fields ? <Fields title={becomes} of={of.fields} hasTitle={other !== null} /> : null}
        </Stack>
    );
};

const Fields = ({ title, of, hasTitle }: { title: string; of: unknown; hasTitle: boolean }) => (
    <div>
        {hasTitle && (
            <Typography variant="h3" component="h4" gutterBottom>
                {title}
            </Typography>
        )}
        <Code of={of} label={title} max={240} />
    </div>
);

type Side = 'left' | 'right';
const sides: Side[] = ['left', 'right'];
const otherOf = (side: Side) => (side === 'left' ? 'right' : 'left');

/** The system and kind of a side as the text has them, in either form of YAML; nothing where they can't be told. */
const namesOf = (text: string, side: Side) =>
    new RegExp(`^\\s+${side}:\\s*\\{?\\s*system:\\s*([\\w-]+)\\s*,?\\s*kind:\\s*([\\w-]+)`, 'm').exec(text)?.slice(1) ?? [];

/** Whose record a sample is: those of outside systems have its name before. */
const sideOf = (text: string, sample: string) =>
    sides.find(side => {
        const [system, kind] = namesOf(text, side);
        return sample.startsWith(`${system}:${kind}/`) || sample.startsWith(`${kind}s/`);
    });

const look = async (text: string, sample: string, side: Side | null): Promise<[Preview | null, string | null]> => {
    try {
        const record = JSON.parse(sample) as object;
        const { body } = await call<{ items: Preview[] }>('/api/sync/flows/preview', {
            method: 'POST',
            body: { text, records: [record], side },
        });
        return [body.items[0] ?? null, null];
    } catch (error) {
        return [null, (error as HttpError).body?.errors?.text ?? (error as Error).message];
    }
};
