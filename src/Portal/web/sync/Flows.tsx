import { Box, Typography } from '@mui/material';
import { Datagrid, List, TextField, useTranslate } from 'react-admin';
import { ChoiceField } from '../look/Choice';

const Empty = () => {
    const translate = useTranslate();
    return <Box sx={{ p: 6, textAlign: 'center' }}><Typography>{translate('ra.navigation.no_results')}</Typography></Box>;
};

export const FlowList = () => (
    <List pagination={false} actions={false} exporter={false} empty={<Empty />}>
        <Datagrid bulkActionButtons={false} rowClick={false}>
            <TextField source="name" sortable={false} />
            <TextField source="description" sortable={false} />
            <TextField source="source" sortable={false} />
            <TextField source="kind" sortable={false} />
            <TextField source="target" sortable={false} />
            <TextField source="targetKind" sortable={false} />
            <ChoiceField source="trigger" sortable={false} />
        </Datagrid>
    </List>
);
