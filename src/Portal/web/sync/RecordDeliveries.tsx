import { Button } from '@mui/material';
import { useCanAccess, useRecordContext, useResourceContext, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { filterOf } from './flows/filterOf';

/** From a record to what was brought of it elsewhere. */
export const RecordDeliveries = () => {
    const record = useRecordContext();
    const resource = useResourceContext();
    const translate = useTranslate();
    const { canAccess } = useCanAccess({ resource: 'deliveries', action: 'list' });
    if (!record || !canAccess) return null;
    return (
        <Button component={Link} to={`/deliveries?filter=${filterOf({ subject: `${resource}/${record.id}` })}`} size="small">
            {translate('resources.deliveries.name', { smart_count: 2 })}
        </Button>
    );
};
