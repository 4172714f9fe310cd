import type { ReactNode } from 'react';
import { usePermissions } from 'react-admin';

/** A part of a page for those who hold a permission as a whole, not only for what is their own. */
export const ForStaff = ({ permission, children }: { permission: string; children: ReactNode }) => {
    const { permissions = [] } = usePermissions<string[]>();
    return permissions.includes(permission) ? children : null;
};
