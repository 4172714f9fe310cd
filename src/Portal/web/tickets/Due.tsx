import { Box } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Moment } from '../look/Money';

/** By when a ticket must be solved; seen when it is late. */
export const Due = () => {
    const record = useRecordContext();
    const isLate = record?.dueAt && !record.resolvedAt && new Date(record.dueAt) < new Date();
    return (
        <Box component="span" sx={{ color: isLate ? 'error.main' : undefined, fontWeight: isLate ? 650 : undefined }}>
            <Moment at={record?.dueAt} />
        </Box>
    );
};
