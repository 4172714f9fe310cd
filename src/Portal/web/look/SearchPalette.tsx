import SearchIcon from '@mui/icons-material/Search';
import { Box, Button, Dialog, InputBase, List, ListItemButton, ListItemText, Typography } from '@mui/material';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import { call } from '../api/http';
import { Word } from './Choice';

interface Hit {
    kind: string;
    id: number;
    match: string;
    record: Record<string, unknown>;
}

const titleOf = ({ kind, id, record }: Hit) =>
    kind === 'order'
        ? `${id} · ${record.customerName ?? ''}`
        : kind === 'ticket'
          ? `${record.subject}`
          : kind === 'package'
            ? `${id} · ${record.customerName ?? ''}`
            : `${record.name ?? id}`;

/** There for those who hear the page. */
const hidden = {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
} as const;

/** Finds records of all kinds; opened by Ctrl-K from everywhere. */
export const SearchPalette = () => {
    const translate = useTranslate();
    const navigate = useNavigate();
    const [isOpen, setOpen] = useState(false);
    const [text, setText] = useState('');
    const [hits, setHits] = useState<Hit[] | null>(null);
    const [at, setAt] = useState(0);
    const newest = useRef('');

    useEffect(() => {
        const listen = (event: globalThis.KeyboardEvent) => {
            if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
                event.preventDefault();
                setOpen(true);
            }
        };
        window.addEventListener('keydown', listen);
        return () => window.removeEventListener('keydown', listen);
    }, []);

    useEffect(() => {
        newest.current = text;
        if (text.trim().length === 0) {
            setHits(null);
            return;
        }
        const timer = setTimeout(async () => {
            const found = await call<{ items: Hit[] }>(`/api/search?limit=6&q=${encodeURIComponent(text)}`).then(
                answer => answer.body.items,
                () => [],
            );
            if (newest.current === text) {
                setHits(found);
                setAt(0);
            }
        }, 150);
        return () => clearTimeout(timer);
    }, [text]);

    const close = () => {
        setOpen(false);
        setText('');
    };
    const go = (hit: Hit | undefined) => {
        if (!hit) return;
        close();
        navigate(`/${hit.kind}s/${hit.id}/show`);
    };
    const keys = (event: KeyboardEvent) => {
        const last = (hits?.length ?? 0) - 1;
        if (event.key === 'ArrowDown') {
            event.preventDefault();
            setAt(Math.min(at + 1, last));
        }
        if (event.key === 'ArrowUp') {
            event.preventDefault();
            setAt(Math.max(at - 1, 0));
        }
        if (event.key === 'Enter') go(hits?.[at]);
    };

    return (
        <>
            <Button
                color="inherit"
                onClick={() => setOpen(true)}
                startIcon={<SearchIcon />}
                sx={{
                    bgcolor: 'rgba(255,255,255,.12)',
                    px: 1.5,
                    mx: 0.5,
                    minWidth: 0,
                    '& .MuiButton-startIcon': { mr: { xs: 0, sm: 1 } },
                }}>
                <Box component="span" sx={theme => ({ [theme.breakpoints.down('sm')]: hidden })}>
                    {translate('portal.search')}
                </Box>
                <Box
                    component="kbd"
                    aria-hidden="true"
                    sx={{ display: { xs: 'none', md: 'inline' }, ml: 1.5, fontSize: '.75rem', fontFamily: 'inherit' }}>
                    Ctrl K
                </Box>
            </Button>
            <Dialog
                open={isOpen}
                onClose={close}
                fullWidth
                maxWidth="sm"
                aria-label={translate('portal.search')}
                slotProps={{ container: { sx: { alignItems: 'flex-start' } } }}>
                <InputBase
                    autoFocus
                    fullWidth
                    value={text}
                    onChange={event => setText(event.target.value)}
                    onKeyDown={keys}
                    placeholder={translate('portal.searchHint')}
                    inputProps={{ 'aria-label': translate('portal.search') }}
                    sx={{ px: 2.5, py: 1.5, fontSize: '1.1rem' }}
                />
                {hits && (
                    <List dense sx={{ maxHeight: 420, overflow: 'auto', borderTop: 1, borderColor: 'divider' }}>
                        {hits.map((hit, index) => (
                            <ListItemButton key={`${hit.kind}/${hit.id}`} selected={index === at} onClick={() => go(hit)}>
                                <ListItemText
                                    primary={titleOf(hit)}
                                    secondary={translate(`resources.${hit.kind}s.name`, { smart_count: 1 })}
                                />
                                <Word value={hit.record.status as string} />
                            </ListItemButton>
                        ))}
                        {hits.length === 0 && (
                            <Typography sx={{ p: 2 }} color="text.secondary">
                                {translate('portal.nothingFound')}
                            </Typography>
                        )}
                    </List>
                )}
            </Dialog>
        </>
    );
};
