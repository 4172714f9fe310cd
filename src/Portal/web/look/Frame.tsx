import FieldIcon from '@mui/icons-material/PlaylistAddOutlined';
import ReportIcon from '@mui/icons-material/BarChartOutlined';
import AuditIcon from '@mui/icons-material/FactCheckOutlined';
import SettingIcon from '@mui/icons-material/TuneOutlined';
import ImportIcon from '@mui/icons-material/UploadFileOutlined';
import AccountIcon from '@mui/icons-material/ManageAccountsOutlined';
import { Box, ListItemIcon, ListItemText, MenuItem, Typography, useMediaQuery, type Theme } from '@mui/material';
import { forwardRef } from 'react';
import {
    AppBar,
    Layout,
    LoadingIndicator,
    LocalesMenuButton,
    Logout,
    UserMenu,
    Menu,
    TitlePortal,
    ToggleThemeButton,
    usePermissions,
    useTranslate,
    useUserMenu,
    type LayoutProps,
} from 'react-admin';
import { Link } from 'react-router-dom';
import { SignInAgain } from '../signIn/SignInAgain';
import { MendMenu, SyncMenu } from '../sync/SyncMenu';
import { Mark } from './Mark';
import { SearchPalette } from './SearchPalette';

const AccountItem = forwardRef<HTMLAnchorElement>((props, ref) => {
    const translate = useTranslate();
    const menu = useUserMenu();
    return (
        <MenuItem component={Link} to="/account" ref={ref} {...props} onClick={menu?.onClose}>
            <ListItemIcon>
                <AccountIcon fontSize="small" />
            </ListItemIcon>
            <ListItemText>{translate('portal.account.title')}</ListItemText>
        </MenuItem>
    );
});

/** Its name is the person's, where there is room for it. */
const Person = () => {
    const isSmall = useMediaQuery<Theme>(theme => theme.breakpoints.down('md'));
    return (
        <UserMenu label={isSmall ? 'ra.auth.user_menu' : ''}>
            <AccountItem />
            <Logout />
        </UserMenu>
    );
};

/** On a telephone the title takes two lines, and the place of what is had otherwise: a page is read anew by pulling it down. */
const narrow = { display: { xs: 'none', sm: 'flex' } };
const title = (theme: Theme) => ({
    [theme.breakpoints.down('sm')]: {
        fontSize: '1rem',
        lineHeight: 1.2,
        whiteSpace: 'normal',
        display: '-webkit-box',
        WebkitLineClamp: 2,
        WebkitBoxOrient: 'vertical',
    },
});

const Tools = () => (
    <>
        <LocalesMenuButton />
        <ToggleThemeButton />
        <LoadingIndicator sx={narrow} />
    </>
);

const Top = () => (
    <AppBar userMenu={<Person />} toolbar={<Tools />}>
        <Box sx={{ ...narrow, flexShrink: 0, mr: 1.25 }}>
            <Mark size={26} />
        </Box>
        <TitlePortal component="h1" sx={title} />
        <SearchPalette />
    </AppBar>
);

const Heading = ({ of }: { of: string }) => {
    const translate = useTranslate();
    return (
        <Typography variant="overline" sx={{ px: 3, pt: 1.5, color: 'text.secondary', lineHeight: 2 }}>
            {translate(of)}
        </Typography>
    );
};

const Side = () => {
    const { permissions = [] } = usePermissions<string[]>();
    const may = (permission: string) => permissions.some(one => one === permission || one === `${permission}-own`);
    return (
        <Menu>
            <Menu.DashboardItem />
            <Heading of="portal.menu.records" />
            {may('customers:read') && <Menu.ResourceItem name="customers" />}
            {(may('products:read') || may('catalogue:read')) && <Menu.ResourceItem name="products" />}
            {may('orders:read') && <Menu.ResourceItem name="orders" />}
            {may('tickets:read') && <Menu.ResourceItem name="tickets" />}
            {may('packages:read') && <Menu.ResourceItem name="packages" />}
            {['customers', 'products', 'stock', 'orders', 'tickets'].some(one => permissions.includes(`${one}:write`)) && (
                <Menu.Item to="/imports" primaryText="imports.title" leftIcon={<ImportIcon />} />
            )}
            {may('reports:read') && <Menu.Item to="/reports" primaryText="reports.title" leftIcon={<ReportIcon />} />}
            {may('sync:read') && <Heading of="portal.menu.sync" />}
            {may('sync:read') && <SyncMenu />}
            {may('sync:read') && <Heading of="portal.menu.mend" />}
            {may('sync:read') && <MendMenu hasStock={may('orders:write')} />}
            {['users:read', 'clients:read', 'webhooks:read', 'fields:write', 'audit:read', 'settings:read'].some(may) && (
                <Heading of="admin.menu" />
            )}
            {may('users:read') && <Menu.ResourceItem name="users" />}
            {may('clients:read') && <Menu.ResourceItem name="clients" />}
            {may('webhooks:read') && <Menu.ResourceItem name="webhooks" />}
            {may('fields:write') && <Menu.Item to="/fields" primaryText="custom.title" leftIcon={<FieldIcon />} />}
            {may('audit:read') && <Menu.Item to="/audit" primaryText="admin.audit.title" leftIcon={<AuditIcon />} />}
            {may('settings:read') && <Menu.Item to="/settings" primaryText="admin.settings.title" leftIcon={<SettingIcon />} />}
        </Menu>
    );
};

export const Frame = (props: LayoutProps) => (
    <>
        <Layout {...props} appBar={Top} menu={Side} />
        <SignInAgain />
    </>
);
