import CallIcon from '@mui/icons-material/CallReceivedOutlined';
import ConflictIcon from '@mui/icons-material/CallSplitOutlined';
import DeadIcon from '@mui/icons-material/ReportGmailerrorredOutlined';
import DeliveryIcon from '@mui/icons-material/LocalShippingOutlined';
import FlowIcon from '@mui/icons-material/SyncAltOutlined';
import LinkIcon from '@mui/icons-material/LinkOutlined';
import SystemIcon from '@mui/icons-material/DnsOutlined';
import { CustomRoutes, Resource } from 'react-admin';
import { Route } from 'react-router-dom';
import { page } from '../pages';

const flows = page(() => import('./flows'));
const systems = page(() => import('./systems'));
const letters = page(() => import('./dead'));
const conflicts = page(() => import('./conflicts'));
const links = page(() => import('./links'));
const hooks = page(() => import('./hooks'));
const deliveries = page(() => import('./deliveries'));
const Map = page(() => import('./map'))('MapPage');
const StockTasks = page(() => import('./stock'))('StockTaskPage');

/** The pages about what moves between systems, and what has to be put right. */
export const syncPages = (
    <>
        <Resource
            name="flows"
            icon={FlowIcon}
            list={flows('FlowList')}
            show={flows('FlowShow')}
            create={flows('FlowCreate')}
            recordRepresentation="name"
        />
        <Resource name="systems" icon={SystemIcon} list={systems('SystemList')} show={systems('SystemShow')} recordRepresentation="name" />
        <Resource
            name="dead-letters"
            icon={DeadIcon}
            list={letters('DeadLetterList')}
            show={letters('DeadLetterShow')}
            recordRepresentation="subject"
        />
        <Resource
            name="conflicts"
            icon={ConflictIcon}
            list={conflicts('ConflictList')}
            show={conflicts('ConflictShow')}
            recordRepresentation="path"
        />
        <Resource name="links" icon={LinkIcon} list={links('LinkList')} recordRepresentation="id" />
        <Resource name="hooks" icon={CallIcon} list={hooks('HookList')} show={hooks('HookShow')} recordRepresentation="id" />
        <Resource
            name="deliveries"
            icon={DeliveryIcon}
            list={deliveries('DeliveryList')}
            show={deliveries('DeliveryShow')}
            recordRepresentation="subject"
        />
        <CustomRoutes>
            <Route path="/map" element={<Map />} />
            <Route path="/stock-tasks" element={<StockTasks />} />
        </CustomRoutes>
    </>
);
