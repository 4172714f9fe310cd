import { Chip, Stack } from '@mui/material';
import { SelectArrayInput, required, useRecordContext, useTranslate } from 'react-admin';

export const roles = ['admin', 'auditor', 'customer', 'integrator', 'manager', 'sales', 'support', 'warehouse'];
export const roleChoices = roles.map(id => ({ id, name: `admin.roles.${id}` }));

/** What somebody may do, by names of roles. */
export const RolesField = (_: { source?: string; sortable?: boolean; label?: string }) => {
    const record = useRecordContext<{ id: number; roles?: string[] }>();
    const translate = useTranslate();
    return (
        <Stack direction="row" spacing={0.5} useFlexGap component="span" sx={{ flexWrap: 'wrap' }}>
            {record?.roles?.map(role => (
                <Chip key={role} size="small" variant="outlined" label={translate(`admin.roles.${role}`, { _: role })} />
            ))}
        </Stack>
    );
};

export const RolesInput = () => <SelectArrayInput source="roles" variant="outlined" choices={roleChoices} validate={required()} />;
