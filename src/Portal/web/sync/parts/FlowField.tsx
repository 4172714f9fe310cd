import { Link as Anchor } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';

/** The flow of a record of a list, with the way to it. */
export const FlowField = ({ source }: { source: string; sortable: false }) => {
    const flow = useRecordContext()?.[source] as string | undefined;
    if (!flow) return null;
    // The flow of a webhook is the webhook itself.
    return flow.includes(':') ? (
        <span>{flow}</span>
    ) : (
        <Anchor component={Link} to={`/flows/${flow}/show`} onClick={event => event.stopPropagation()} sx={{ whiteSpace: 'nowrap' }}>
            {flow}
        </Anchor>
    );
};
