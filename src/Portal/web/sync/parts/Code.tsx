import { Box } from '@mui/material';

const text = {
    m: 0,
    fontFamily: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace',
    fontSize: '.82rem',
    lineHeight: 1.55,
} as const;

/** A text for machines, or what the API says as JSON. */
export const Code = ({ of, label, max = 420 }: { of: unknown; label: string; max?: number }) => (
    <Box
        component="pre"
        tabIndex={0}
        role="region"
        aria-label={label}
        sx={{ ...text, overflow: 'auto', maxHeight: max, whiteSpace: 'pre', p: 1.5, borderRadius: 1, bgcolor: 'action.hover' }}>
        {typeof of === 'string' ? of : JSON.stringify(of, null, 2)}
    </Box>
);

/** What differs between two texts: `- ` goes, `+ ` comes. The signs stand there for those who see no colours. */
export const Diff = ({ of, label }: { of: string; label: string }) => (
    <Box
        component="pre"
        tabIndex={0}
        role="region"
        aria-label={label}
        sx={{ ...text, overflow: 'auto', maxHeight: 420, py: 1, borderRadius: 1, bgcolor: 'action.hover' }}>
        {of
            .replace(/\n$/, '')
            .split('\n')
            .map((line, index) => (
                <Box
                    key={index}
                    component="span"
                    sx={theme => ({
                        display: 'block',
                        px: 1.5,
                        minWidth: 'max-content',
                        ...(line.startsWith('+ ') && {
                            color: theme.palette.success.main,
                            bgcolor: theme.palette.mode === 'dark' ? 'rgba(123,214,154,.10)' : 'rgba(27,110,60,.08)',
                        }),
                        ...(line.startsWith('- ') && {
                            color: theme.palette.error.main,
                            bgcolor: theme.palette.mode === 'dark' ? 'rgba(255,157,148,.10)' : 'rgba(179,38,30,.07)',
                        }),
                    })}>
                    {line || ' '}
                </Box>
            ))}
    </Box>
);
