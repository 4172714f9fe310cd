import { Box, Typography } from '@mui/material';
import { createElement } from 'react';
import { CreateButton, useResourceContext, useResourceDefinition, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { useMay } from './useMay';

/** A list that has nothing yet: what would stand there, and how it gets there. */
export const NoRecords = ({ hint, importKind }: { hint?: string; importKind?: string }) => {
    const translate = useTranslate();
    const may = useMay();
    const resource = useResourceContext() ?? '';
    const { icon, hasCreate } = useResourceDefinition();
    const mayWrite = may(`${resource}:write`);
    return (
        <Box sx={{ p: { xs: 4, sm: 8 }, textAlign: 'center', width: 1 }}>
            {icon && createElement(icon, { color: 'disabled', sx: { fontSize: 56, mb: 1 }, 'aria-hidden': true })}
            <Typography variant="h2" gutterBottom>
                {translate('ra.page.empty', { name: translate(`resources.${resource}.name`, { smart_count: 2 }) })}
            </Typography>
            {hint && (
                <Typography color="textSecondary" sx={{ maxWidth: '60ch', mx: 'auto', mb: 2 }}>
                    {translate(hint)}
                </Typography>
            )}
            {hasCreate && (mayWrite || may(`${resource}:write-own`)) && <CreateButton variant="contained" />}
            {importKind && mayWrite && (
                <Typography sx={{ mt: 2 }}>
                    <Link to={`/imports/${importKind}`}>{translate('imports.title')}</Link>
                </Typography>
            )}
        </Box>
    );
};
