import { Alert, Box, Button, Card, CardContent, LinearProgress, Stack, Tab, Tabs, Typography } from '@mui/material';
import { Title, useTranslate } from 'react-admin';
import { Link, useParams } from 'react-router-dom';
import { useMay } from '../look/useMay';
import { DropZone } from './DropZone';
import { FormerImport, FormerImports } from './Former';
import { HowRead } from './HowRead';
import { kinds, type ImportKind } from './kinds';
import { Mapping } from './Mapping';
import { Outcome } from './Outcome';
import { useImport } from './useImport';
import { WhatWouldChange } from './WhatWouldChange';

/** Brings records in by a file: what it would do is seen before it does it. */
export const Imports = () => {
    const translate = useTranslate();
    const may = useMay();
    const { kind: asked, id } = useParams();
    const allowed = Object.keys(kinds).filter(name => may(kinds[name]!.needs));
    const name = asked && allowed.includes(asked) ? asked : allowed[0];
    return (
        <Box component="section" sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('imports.title')} />
            <Typography variant="h1" component="h2" gutterBottom>
                {translate('imports.title')}
            </Typography>
            {!name ? (
                <Alert severity="info">{translate('imports.notAllowed')}</Alert>
            ) : (
                <>
                    <Tabs
                        value={name}
                        variant="scrollable"
                        aria-label={translate('imports.what')}
                        sx={{ mb: 2, borderBottom: 1, borderColor: 'divider' }}
                    >
                        {allowed.map(one => (
                            <Tab key={one} value={one} label={translate(`imports.kinds.${one}`)} component={Link} to={`/imports/${one}`} />
                        ))}
                    </Tabs>
                    {id ? (
                        <FormerImport key={`${name} ${id}`} name={name} kind={kinds[name]!} id={id} />
                    ) : (
                        <OneKind key={name} name={name} kind={kinds[name]!} />
                    )}
                </>
            )}
        </Box>
    );
};

const OneKind = ({ name, kind }: { name: string; kind: ImportKind }) => {
    const translate = useTranslate();
    const work = useImport(kind);
    const { file, preview, error, isLooking, sent, state } = work;
    if (!file)
        return (
            <Stack spacing={2}>
                <DropZone onFile={work.choose} />
                <Typography color="textSecondary">{translate(`imports.about.${name}`)}</Typography>
                <FormerImports name={name} kind={kind} />
            </Stack>
        );
    if (sent !== null || state) return <Outcome kind={kind} work={work} />;
    return (
        <Stack spacing={2} sx={{ minWidth: 0 }}>
            <Stack
                direction={{ xs: 'column', sm: 'row' }}
                spacing={2}
                sx={{ alignItems: { sm: 'center' }, justifyContent: 'space-between' }}
            >
                <Typography variant="h2" component="h3" sx={{ overflowWrap: 'anywhere' }}>
                    {file.name}
                </Typography>
                <DropZone onFile={work.choose} isSmall />
            </Stack>
            <Box sx={{ height: 4 }}>{isLooking && <LinearProgress aria-label={translate('imports.looking')} />}</Box>
            {error && <Alert severity="error">{translate(error, { _: error })}</Alert>}
            {preview?.problem && <Alert severity="warning">{preview.problem}</Alert>}
            <Part title="imports.howRead">
                <HowRead kind={kind} work={work} />
            </Part>
            {preview && work.columns.length > 0 && (
                <Part title="imports.mapping">
                    <Mapping kind={kind} work={work} columns={work.columns} />
                </Part>
            )}
            {preview && !preview.problem && (
                <Part title="imports.preview">
                    <WhatWouldChange kind={kind} preview={preview} />
                    {name === 'orders' && !work.options.mode && (
                        <Typography color="textSecondary" sx={{ mt: 1 }}>
                            {translate('imports.stockLater')}
                        </Typography>
                    )}
                </Part>
            )}
            <Stack direction="row" spacing={1} sx={{ position: 'sticky', bottom: 0, py: 1.5, bgcolor: 'background.default', zIndex: 1 }}>
                <Button
                    variant="contained"
                    size="large"
                    disabled={!preview || !!preview.problem || !!error || isLooking}
                    onClick={work.start}
                >
                    {translate('imports.start')}
                </Button>
                <Button size="large" onClick={work.clear}>
                    {translate('ra.action.cancel')}
                </Button>
            </Stack>
        </Stack>
    );
};

const Part = ({ title, children }: { title: string; children: React.ReactNode }) => {
    const translate = useTranslate();
    return (
        <Card component="section">
            <CardContent>
                <Typography variant="h2" component="h3" sx={{ mb: 1.5 }}>
                    {translate(title)}
                </Typography>
                {children}
            </CardContent>
        </Card>
    );
};
