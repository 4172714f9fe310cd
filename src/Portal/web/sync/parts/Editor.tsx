import { Box, GlobalStyles, Typography } from '@mui/material';
import { useId, useRef, type KeyboardEvent, type UIEvent } from 'react';
import { useTranslate } from 'react-admin';
import type { Fault } from './faults';

interface Props {
    label: string;
    value: string;
    onChange: (text: string) => void;
    faults?: Fault[];
    rows?: number;
}

const font = { fontFamily: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace', fontSize: '.85rem', lineHeight: '1.5rem' } as const;

/** A text with numbered lines; what is wrong is marked at its line and said below. Tab leaves it, as in any field. */
export const Editor = ({ label, value, onChange, faults = [], rows = 22 }: Props) => {
    const translate = useTranslate();
    const id = useId();
    const gutter = useRef<HTMLDivElement>(null);
    const area = useRef<HTMLTextAreaElement>(null);
    const lines = value.split('\n').length;
    const wrong = new Set(faults.map(one => one.line));
    const follow = (event: UIEvent<HTMLTextAreaElement>) => {
        if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
    };
    const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
        const { selectionStart: at, selectionEnd: end } = event.currentTarget;
        const indent = /^ */.exec(value.slice(value.lastIndexOf('\n', at - 1) + 1, at))![0];
        if (!indent) return;
        event.preventDefault();
        onChange(`${value.slice(0, at)}\n${indent}${value.slice(end)}`);
        requestAnimationFrame(() => area.current?.setSelectionRange(at + 1 + indent.length, at + 1 + indent.length));
    };
    const go = (line: number) => {
        const start = value
            .split('\n')
            .slice(0, line - 1)
            .reduce((sum, one) => sum + one.length + 1, 0);
        area.current?.focus();
        area.current?.setSelectionRange(start, start + (value.split('\n')[line - 1]?.length ?? 0));
    };
    return (
        <Box>
            <GlobalStyles styles={{ '.lockstep-editor textarea:focus-visible': { outline: 'none' } }} />
            <Typography component="label" htmlFor={id} variant="body2" color="textSecondary">
                {label}
            </Typography>
            <Box
                className="lockstep-editor"
                sx={{
                    display: 'flex',
                    border: 1,
                    borderColor: faults.length ? 'error.main' : 'divider',
                    borderRadius: 1,
                    mt: 0.5,
                    overflow: 'hidden',
                    '&:focus-within': { borderColor: 'primary.main', boxShadow: theme => `0 0 0 1px ${theme.palette.primary.main}` },
                }}>
                <Box
                    ref={gutter}
                    aria-hidden="true"
                    sx={{
                        ...font,
                        py: 1,
                        overflow: 'hidden',
                        textAlign: 'right',
                        color: 'text.secondary',
                        bgcolor: 'action.hover',
                        userSelect: 'none',
                        height: `${rows * 1.5 + 1}rem`,
                    }}>
                    {Array.from({ length: lines }, (_, index) => (
                        <Box
                            key={index}
                            sx={{
                                px: 1,
                                minWidth: '2.6em',
                                ...(wrong.has(index + 1) && { bgcolor: 'error.main', color: 'error.contrastText', fontWeight: 700 }),
                            }}>
                            {index + 1}
                        </Box>
                    ))}
                </Box>
                <Box
                    component="textarea"
                    ref={area}
                    id={id}
                    value={value}
                    spellCheck={false}
                    autoCapitalize="off"
                    autoComplete="off"
                    wrap="off"
                    aria-invalid={faults.length > 0}
                    aria-describedby={faults.length ? `${id}-faults` : undefined}
                    onChange={(event: { target: { value: string } }) => onChange(event.target.value)}
                    onScroll={follow}
                    onKeyDown={keys}
                    sx={{
                        ...font,
                        flex: 1,
                        minWidth: 0,
                        p: 1,
                        border: 0,
                        resize: 'none',
                        color: 'text.primary',
                        bgcolor: 'background.paper',
                        whiteSpace: 'pre',
                        overflow: 'auto',
                        height: `${rows * 1.5 + 1}rem`,
                    }}
                />
            </Box>
            {faults.length > 0 && (
                <Box component="ul" id={`${id}-faults`} sx={{ m: 0, mt: 1, p: 0, listStyle: 'none' }}>
                    {faults.map((one, index) => (
                        <Typography component="li" key={index} variant="body2" color="error" sx={{ overflowWrap: 'anywhere' }}>
                            <Box
                                component="button"
                                type="button"
                                onClick={() => go(one.line)}
                                sx={{
                                    font: 'inherit',
                                    fontWeight: 650,
                                    color: 'inherit',
                                    bgcolor: 'transparent',
                                    border: 0,
                                    p: 0,
                                    textDecoration: 'underline',
                                    cursor: 'pointer',
                                }}>
                                {translate('portal.sync.line', { line: one.line })}
                            </Box>{' '}
                            {one.message}
                        </Typography>
                    ))}
                </Box>
            )}
        </Box>
    );
};
