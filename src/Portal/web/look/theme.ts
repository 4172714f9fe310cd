import { defaultDarkTheme, defaultLightTheme, type RaThemeOptions } from 'react-admin';

const fonts = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const teal = { light: '#0f5c63', dark: '#7fe0d0' };

/** What stands above a list or a record is no card, on a phone neither. */
const onPage = { '@media (max-width: 900px)': { backgroundColor: 'transparent' } };

/** What is for the screen alone. */
const unprinted =
    '.MuiAppBar-root, .MuiToolbar-root, .RaSidebar-docked, .RaSidebar-fixed, .MuiSnackbar-root, .skip-nav-button, .no-print';

const shared = {
    shape: { borderRadius: 10 },
    typography: {
        fontFamily: fonts,
        h1: { fontSize: '1.5rem', fontWeight: 650 },
        h2: { fontSize: '1.15rem', fontWeight: 650 },
        h3: { fontSize: '1rem', fontWeight: 650 },
        button: { textTransform: 'none' as const, fontWeight: 600 },
    },
    sidebar: { width: 210, closedWidth: 56 },
    components: {
        // A table that is wider than a phone is scrolled by keyboard too.
        MuiTableContainer: { defaultProps: { tabIndex: 0 } },
        MuiCssBaseline: {
            styleOverrides: {
                'main a, dialog a': {
                    color: 'inherit',
                    textDecorationColor: 'currentcolor',
                    textUnderlineOffset: 3,
                    textDecorationThickness: 1,
                },
                '@media print': {
                    [unprinted]: {
                        display: 'none !important',
                    },
                    'body, .RaLayout-root': { backgroundColor: '#fff !important' },
                    '.RaLayout-appFrame': { marginTop: '0 !important' },
                    '.MuiCard-root': { border: '0 !important', breakInside: 'avoid' },
                },
            },
        },
        // The name of a checkbox belongs to the input that takes the focus; react-admin gives it to the box around it.
        MuiCheckbox: {
            defaultProps: {
                slotProps: {
                    root: { 'aria-label': undefined },
                    input: (state: object) => ({ 'aria-label': (state as Record<string, string | undefined>)['aria-label'] }),
                },
            },
        },
        RaLocalesMenuButton: {
            styleOverrides: {
                root: {
                    '@media (max-width: 600px)': {
                        '& .MuiButton-root': { minWidth: 0, fontSize: 0, padding: 6 },
                        '& .MuiButton-startIcon': { margin: 0 },
                        '& .MuiButton-endIcon': { display: 'none' },
                    },
                },
            },
        },
        MuiCard: { defaultProps: { variant: 'outlined' as const } },

        // What turns while something is loaded stands beside words that say so: alone it would be a progress bar without a name.
        MuiCircularProgress: { defaultProps: { 'aria-hidden': true } },
        RaLinearProgress: { defaultProps: { 'aria-hidden': true } },
        RaList: {
            styleOverrides: {
                root: {
                    minWidth: 0,
                    '& .RaList-main, & .RaList-content': { minWidth: 0, maxWidth: '100%' },
                    '& .RaList-content': { overflowX: 'auto' },
                },
            },
        },
        // The list is scrolled sideways, which would cut off what react-admin draws above it.
        RaBulkActionsToolbar: {
            styleOverrides: {
                root: {
                    '& .RaBulkActionsToolbar-toolbar:not(.RaBulkActionsToolbar-collapsed)': { position: 'relative', transform: 'none' },
                },
            },
        },
        RaShow: { styleOverrides: { root: { minWidth: 0, '& .RaShow-main, & .RaShow-card': { minWidth: 0 } } } },
        RaToolbar: {
            styleOverrides: {
                root: { '&.RaToolbar-desktopToolbar': { backgroundColor: 'transparent', borderTop: '1px solid rgba(128, 128, 128, .25)' } },
            },
        },
        // Half a second, which react-admin waits for another letter, is felt by who has typed the last one.
        RaFilterForm: { defaultProps: { debounce: 100 } as object },
        RaTopToolbar: { styleOverrides: { root: onPage } },
        RaListToolbar: { styleOverrides: { root: onPage } },
        MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
        MuiAppBar: { defaultProps: { elevation: 0 } },
        MuiTextField: { defaultProps: { variant: 'outlined' as const, margin: 'dense' as const, size: 'small' as const, fullWidth: true } },
        RaLayout: { styleOverrides: { root: { minWidth: 0, '& .RaLayout-contentWithSidebar, & .RaLayout-content': { minWidth: 0 } } } },
        RaMenuItemLink: {
            styleOverrides: {
                root: {
                    borderRadius: 8,
                    margin: '2px 8px',
                    '&.RaMenuItemLink-active': { fontWeight: 650, background: 'rgba(15, 92, 99, .12)' },
                },
            },
        },
        RaDatagrid: {
            styleOverrides: {
                root: {
                    '& .RaDatagrid-headerCell': { fontWeight: 600, background: 'transparent' },
                    '& .RaDatagrid-rowCell': { fontVariantNumeric: 'tabular-nums' },
                    // On a screen of usual width a table of many columns would be cut off behind it.
                    '@media (min-width: 1500px)': { '& time': { whiteSpace: 'nowrap' } },
                },
            },
        },
    },
};

export const lightTheme: RaThemeOptions = {
    ...defaultLightTheme,
    ...shared,
    palette: {
        mode: 'light',
        primary: { main: teal.light },
        secondary: { main: teal.light },
        background: { default: '#f6f7f7', paper: '#ffffff' },
        text: { primary: '#15211f', secondary: '#4b5a58' },
        success: { main: '#1b6e3c' },
        warning: { main: '#8a5300' },
        error: { main: '#b3261e' },
        info: { main: '#1f5c99' },
    },
    components: {
        ...defaultLightTheme.components,
        ...shared.components,
        MuiAppBar: { defaultProps: { elevation: 0 }, styleOverrides: { colorSecondary: { backgroundColor: '#0f5c63', color: '#fff' } } },
    },
};

export const darkTheme: RaThemeOptions = {
    ...defaultDarkTheme,
    ...shared,
    palette: {
        mode: 'dark',
        primary: { main: teal.dark },
        secondary: { main: teal.dark },
        background: { default: '#0f1716', paper: '#17211f' },
        text: { primary: '#e7efed', secondary: '#a9b8b5' },
        success: { main: '#7bd69a' },
        warning: { main: '#f0b866' },
        error: { main: '#ff9d94' },
        info: { main: '#8fc1f2' },
    },
    components: {
        ...defaultDarkTheme.components,
        ...shared.components,
        MuiAppBar: { defaultProps: { elevation: 0 }, styleOverrides: { colorSecondary: { backgroundColor: '#10211f', color: '#e7efed' } } },
        RaMenuItemLink: {
            styleOverrides: {
                root: {
                    borderRadius: 8,
                    margin: '2px 8px',
                    '&.RaMenuItemLink-active': { fontWeight: 650, background: 'rgba(127, 224, 208, .14)' },
                },
            },
        },
    },
};
