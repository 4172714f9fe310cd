import { Box, Typography } from '@mui/material';
import { AppBar, Layout, Menu, TitlePortal, usePermissions, useTranslate, type LayoutProps } from 'react-admin';
import { Mark } from './Login';
import { SearchPalette } from './SearchPalette';

const Top = () => (
    <AppBar>
        <Mark size={26} />
        <Box sx={{ width: 10 }} />
        <TitlePortal component="h1" />
        <SearchPalette />
    </AppBar>
);

const Heading = ({ of }: { of: string }) => {
    const translate = useTranslate();
    return <Typography variant="overline" sx={{ px: 3, pt: 1.5, color: 'text.secondary', lineHeight: 2 }}>{translate(of)}</Typography>;
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
            {may('users:read') && <Menu.ResourceItem name="users" />}
            {may('sync:read') && <Heading of="portal.menu.sync" />}
            {may('sync:read') && <Menu.ResourceItem name="flows" />}
            {may('sync:read') && <Menu.ResourceItem name="dead-letters" />}
        </Menu>
    );
};

export const Frame = (props: LayoutProps) => <Layout {...props} appBar={Top} menu={Side} />;
