import { Box } from '@mui/material';
import { useRecordContext, useResourceContext } from 'react-admin';
import { RecordDeliveries } from '../sync/RecordDeliveries';
import { Word } from './Choice';
import { Part } from './Facts';
import { Moment } from './Money';
import { PagedTable } from './PagedTable';
import { useFieldName } from './useFieldName';
import { usePages } from './usePages';

interface Version {
    version: number;
    change: string;
    at: string;
    actor: string;
    fields: string[];
}

/** Who changed what of the record, and what was brought of it elsewhere. */
export const History = () => (
    <>
        <Changes />
        <RecordDeliveries />
    </>
);

/** The newest first as far as it was read. */
const Changes = () => {
    const record = useRecordContext();
    const resource = useResourceContext();
    const nameOf = useFieldName(resource);
    const pages = usePages<Version>(record ? `/api/${resource}/${record.id}/history` : null, record?.version);
    return (
        <Box className="no-print">
            <Part title="portal.history.title">
                <PagedTable
                    label="portal.history.title"
                    none="portal.history.none"
                    pages={pages}
                    keyOf={one => one.version}
                    columns={[
                        { name: 'portal.history.at', value: one => <Moment at={one.at} /> },
                        { name: 'portal.history.actor', value: one => one.actor },
                        { name: 'portal.history.change', value: one => <Word value={one.change} /> },
                        { name: 'portal.history.fields', value: one => one.fields.map(nameOf).join(', ') },
                    ]}
                />
            </Part>
        </Box>
    );
};
