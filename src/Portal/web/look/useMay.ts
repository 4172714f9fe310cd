import { usePermissions } from 'react-admin';

/** Whether the reader may do something, on all records or on their own. */
export const useMay = () => {
    const { permissions } = usePermissions<string[]>();
    return (permission: string) => !!permissions?.some(one => one === permission || one === `${permission}-own`);
};
