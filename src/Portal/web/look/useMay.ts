import { usePermissions } from 'react-admin';

/** Whether the reader may do something, on all records; what is their own has permissions of its own (`-own`). */
export const useMay = () => {
    const { permissions } = usePermissions<string[]>();
    return (permission: string) => !!permissions?.includes(permission);
};
