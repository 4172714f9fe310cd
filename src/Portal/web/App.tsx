import ContactsIcon from '@mui/icons-material/PeopleAltOutlined';
import PackageIcon from '@mui/icons-material/Inventory2Outlined';
import ProductIcon from '@mui/icons-material/CategoryOutlined';
import OrderIcon from '@mui/icons-material/ReceiptLongOutlined';
import TicketIcon from '@mui/icons-material/ConfirmationNumberOutlined';
import UserIcon from '@mui/icons-material/ManageAccountsOutlined';
import ClientIcon from '@mui/icons-material/KeyOutlined';
import WebhookIcon from '@mui/icons-material/WebhookOutlined';
import { Admin, CustomRoutes, Resource, type I18nProvider } from 'react-admin';
import { Route } from 'react-router-dom';
import { dataProvider } from './api/records';
import { authProvider } from './api/session';
import { Home } from './home/Home';
import { Frame } from './look/Frame';
import { darkTheme, lightTheme } from './look/theme';
import { page } from './pages';
import { Login } from './signIn/Login';
import { syncPages } from './sync/pages';

const customers = page(() => import('./customers/Customers'));
const products = page(() => import('./products/Products'));
const orders = page(() => import('./orders/Orders'));
const tickets = page(() => import('./tickets/Tickets'));
const packages = page(() => import('./packages/Packages'));
const users = page(() => import('./users/Users'));
const clients = page(() => import('./clients/Clients'));
const webhooks = page(() => import('./webhooks/Webhooks'));
const Account = page(() => import('./account/Account'))('Account');
const Register = page(() => import('./signIn/Register'))('Register');
const Reset = page(() => import('./signIn/Reset'))('Reset');

// The pages that are no lists of records.
const Imports = page(() => import('./imports/Imports'))('Imports');
const Reports = page(() => import('./reports/Reports'))('Reports');
const Settings = page(() => import('./settings/Settings'))('Settings');
const CustomFields = page(() => import('./custom/CustomFields'))('CustomFields');
const Audit = page(() => import('./audit/Audit'))('Audit');

export const App = ({ words }: { words: I18nProvider }) => (
    <Admin
        title="Lockstep"
        dataProvider={dataProvider}
        authProvider={authProvider}
        i18nProvider={words}
        requireAuth
        disableTelemetry
        layout={Frame}
        loginPage={Login}
        dashboard={Home}
        theme={lightTheme}
        darkTheme={darkTheme}>
        <Resource
            name="customers"
            icon={ContactsIcon}
            list={customers('CustomerList')}
            show={customers('CustomerShow')}
            edit={customers('CustomerEdit')}
            create={customers('CustomerCreate')}
            recordRepresentation="name"
        />
        <Resource
            name="products"
            icon={ProductIcon}
            list={products('ProductList')}
            show={products('ProductShow')}
            edit={products('ProductEdit')}
            create={products('ProductCreate')}
            recordRepresentation="name"
        />
        <Resource
            name="orders"
            icon={OrderIcon}
            list={orders('OrderList')}
            show={orders('OrderShow')}
            edit={orders('OrderEdit')}
            create={orders('OrderCreate')}
            recordRepresentation={one => `${one.id}`}
        />
        <Resource
            name="tickets"
            icon={TicketIcon}
            list={tickets('TicketList')}
            show={tickets('TicketShow')}
            edit={tickets('TicketEdit')}
            create={tickets('TicketCreate')}
            recordRepresentation="subject"
        />
        <Resource
            name="packages"
            icon={PackageIcon}
            list={packages('PackageList')}
            show={packages('PackageShow')}
            edit={packages('PackageEdit')}
            create={packages('PackageCreate')}
            recordRepresentation={one => `${one.id}`}
        />
        <Resource
            name="users"
            icon={UserIcon}
            list={users('UserList')}
            show={users('UserShow')}
            edit={users('UserEdit')}
            create={users('UserCreate')}
            recordRepresentation="name"
        />
        <Resource
            name="clients"
            icon={ClientIcon}
            list={clients('ClientList')}
            show={clients('ClientShow')}
            edit={clients('ClientEdit')}
            create={clients('ClientCreate')}
            recordRepresentation="name"
        />
        <Resource
            name="webhooks"
            icon={WebhookIcon}
            list={webhooks('WebhookList')}
            show={webhooks('WebhookShow')}
            edit={webhooks('WebhookEdit')}
            create={webhooks('WebhookCreate')}
            recordRepresentation="url"
        />
        {syncPages}
        <CustomRoutes noLayout>
            <Route path="/register" element={<Register />} />
            <Route path="/reset" element={<Reset />} />
        </CustomRoutes>
        <CustomRoutes>
            <Route path="/account" element={<Account />} />
            <Route path="/imports/:kind?/:id?" element={<Imports />} />
            <Route path="/reports/:report?" element={<Reports />} />
            <Route path="/fields/:kind?" element={<CustomFields />} />
            <Route path="/audit" element={<Audit />} />
            <Route path="/settings" element={<Settings />} />
        </CustomRoutes>
    </Admin>
);
