import SealIcon from '@mui/icons-material/VerifiedOutlined';
import {
    Box,
    Card,
    CardContent,
    Chip,
    MenuItem,
    Stack,
    TextField,
    Tooltip,
    Typography,
} from '@mui/material';
import { useState } from 'react';
import { Title, useLocale, useTranslate } from 'react-admin';
import { Link, useSearchParams } from 'react-router-dom';
import { Moment } from '../look/Money';
import { PagedTable } from '../look/PagedTable';
import { usePages } from '../look/usePages';
import { Check } from './Check';

interface Entry {
    number: number;
    at: string;
    actor: string;
    action: string;
    target: string;
    refused: boolean;
    times: number;
    version: number | null;
    personal: Record<string, string> | null;
    sealed: boolean;
}

const texts = ['actor', 'action', 'target'];
const linked = /^(customers|products|orders|tickets|packages|users|clients|webhooks)\/\d+$/;

/** Who did what, people and machines alike; the newest first. */
export const Audit = () => {
    const translate = useTranslate();
    const [query, setQuery] = useSearchParams();
    const asked = new URLSearchParams([...query].filter(([, value]) => value));
    for (const name of ['since', 'until']) if (asked.get(name)) asked.set(name, new Date(asked.get(name)!).toISOString());
    const pages = usePages<Entry>(`/api/audit?size=50${asked.size ? `&${asked}` : ''}`);
    return (
        <Box component="section" sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('admin.audit.title')} />
            <Typography variant="h1" component="h2" gutterBottom>
                {translate('admin.audit.title')}
            </Typography>
            <Stack spacing={2}>
                <Check />
                <Filters
                    query={query}
                    onChange={(name, value) =>
                        setQuery(
                            before => {
                                const after = new URLSearchParams(before);
                                if (value) after.set(name, value);
                                else after.delete(name);
                                return after;
                            },
                            { replace: true },
                        )
                    }
                />
                <Card>
                    <CardContent>
                        <PagedTable
                            label="admin.audit.title"
                            none="admin.audit.none"
                            pages={pages}
                            keyOf={one => one.number}
                            columns={[
                                { name: 'admin.audit.number', value: one => <Number of={one} /> },
                                { name: 'admin.audit.at', value: one => <Moment at={one.at} /> },
                                { name: 'admin.audit.actor', value: one => one.actor },
                                { name: 'admin.audit.action', value: one => <code>{one.action}</code> },
                                { name: 'admin.audit.target', value: one => <Target of={one} /> },
                                { name: 'admin.audit.note', value: one => hasNote(one) && <Note of={one} /> },
                            ]}
                        />
                    </CardContent>
                </Card>
            </Stack>
        </Box>
    );
};

const Filters = ({ query, onChange }: { query: URLSearchParams; onChange: (name: string, value: string) => void }) => {
    const translate = useTranslate();
    const field = (name: string) => ({
        size: 'small' as const,
        fullWidth: false,
        margin: 'none' as const,
        label: translate(`admin.audit.${name}`),
        sx: { minWidth: 160 },
    });
    return (
        <Stack direction="row" spacing={1.5} useFlexGap sx={{ flexWrap: 'wrap' }} className="no-print">
            {texts.map(name => (
                <Text
                    key={name}
                    {...field(name)}
                    placeholder={translate(`admin.audit.examples.${name}`)}
                    value={query.get(name) ?? ''}
                    onDone={value => onChange(name, value)}
                />
            ))}
            {['since', 'until'].map(name => (
                <TextField
                    key={name}
                    {...field(name)}
                    type="datetime-local"
                    value={query.get(name) ?? ''}
                    onChange={event => onChange(name, event.target.value)}
                    slotProps={{ inputLabel: { shrink: true } }}
                />
            ))}
            <TextField
                {...field('refused')}
                select
                value={query.get('refused') ?? ''}
                onChange={event => onChange('refused', event.target.value)}
                slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}>
                <MenuItem value="">{translate('admin.all')}</MenuItem>
                <MenuItem value="true">{translate('admin.audit.onlyRefused')}</MenuItem>
                <MenuItem value="false">{translate('admin.audit.onlyAllowed')}</MenuItem>
            </TextField>
        </Stack>
    );
};

/** Asks once somebody is done with the word, by Enter or by going on. */
const Text = ({
    value,
    onDone,
    ...rest
}: {
    value: string;
    onDone: (value: string) => void;
    label: string;
    placeholder: string;
    size: 'small';
    fullWidth: boolean;
    margin: 'none';
    sx: object;
}) => {
    const [text, setText] = useState(value);
    return (
        <TextField
            {...rest}
            value={text}
            onChange={event => setText(event.target.value)}
            onBlur={() => text !== value && onDone(text.trim())}
            onKeyDown={event => event.key === 'Enter' && onDone(text.trim())}
            slotProps={{ inputLabel: { shrink: true } }}
        />
    );
};

const Number = ({ of }: { of: Entry }) => {
    const translate = useTranslate();
    const number = new Intl.NumberFormat(useLocale());
    return (
        <Box sx={{ whiteSpace: 'nowrap' }}>
            {number.format(of.number)}{' '}
            {of.sealed && (
                <Tooltip title={translate('admin.audit.sealed')}>
                    <SealIcon color="success" fontSize="inherit" titleAccess={translate('admin.audit.sealed')} />
                </Tooltip>
            )}
        </Box>
    );
};

const Target = ({ of }: { of: Entry }) => (
    <Box sx={{ overflowWrap: 'anywhere' }}>
        {linked.test(of.target) ? <Link to={`/${of.target}/show`}>{of.target}</Link> : of.target}
        {of.version ? ` · v${of.version}` : ''}
    </Box>
);

const hasNote = (one: Entry) => one.refused || one.times > 1 || !!one.personal;

const Note = ({ of }: { of: Entry }) => {
    const translate = useTranslate();
    return (
        <>
            {of.refused && <Chip size="small" color="error" variant="outlined" label={translate('admin.audit.refused_')} />}{' '}
            {of.times > 1 && <Chip size="small" variant="outlined" label={`× ${of.times}`} />}
            {of.personal && (
                <Typography variant="body2" color="textSecondary">
                    {Object.values(of.personal).filter(Boolean).join(' · ')}
                </Typography>
            )}
        </>
    );
};
