import MapIcon from '@mui/icons-material/HubOutlined';
import StockIcon from '@mui/icons-material/WarehouseOutlined';
import { Menu, useTranslate } from 'react-admin';

/** What of the menu is about systems and flows. */
export const SyncMenu = () => {
    const translate = useTranslate();
    return (
        <>
            <Menu.Item to="/map" primaryText={translate('portal.sync.map.title')} leftIcon={<MapIcon />} />
            <Menu.ResourceItem name="flows" />
            <Menu.ResourceItem name="systems" />
            <Menu.ResourceItem name="deliveries" />
        </>
    );
};

/** And what is there to be put right. */
export const MendMenu = ({ hasStock }: { hasStock: boolean }) => {
    const translate = useTranslate();
    return (
        <>
            <Menu.ResourceItem name="dead-letters" />
            <Menu.ResourceItem name="conflicts" />
            <Menu.ResourceItem name="links" />
            <Menu.ResourceItem name="hooks" />
            {hasStock && <Menu.Item to="/stock-tasks" primaryText={translate('portal.sync.stock.title')} leftIcon={<StockIcon />} />}
        </>
    );
};
