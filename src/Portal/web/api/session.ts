import type { AuthProvider } from 'react-admin';
import { call, currentSession, expectSession, forgetSession, leave } from './http';

export interface SignIn {
    username: string;
    password: string;
    totp?: string;
    newPassword?: string;
}

/** Begins a session, with its cookie. */
export const signIn = async ({ username, password, totp, newPassword }: SignIn) => {
    await call('/api/auth/session', {
        method: 'POST',
        isSignIn: true,
        body: { email: username, password, ...(totp ? { totp } : {}), ...(newPassword ? { newPassword } : {}) },
    });
    forgetSession();
    expectSession();
    if (!(await currentSession())) throw new Error('portal.signIn.cookie');
};

/** What a role needs to see a resource of the portal, and to change it. */
const readable: Record<string, string> = {
    customers: 'customers:read',
    products: 'products:read',
    orders: 'orders:read',
    tickets: 'tickets:read',
    packages: 'packages:read',
    users: 'users:read',
    clients: 'clients:read',
    webhooks: 'webhooks:read',
    'dead-letters': 'sync:read',
    deliveries: 'sync:read',
    flows: 'sync:read',
    systems: 'sync:read',
    conflicts: 'sync:read',
    links: 'sync:read',
    hooks: 'sync:read',
};
const writable: Record<string, string> = {
    customers: 'customers:write',
    products: 'products:write',
    orders: 'orders:write',
    tickets: 'tickets:write',
    packages: 'packages:write',
    users: 'users:write',
    clients: 'clients:write',
    webhooks: 'webhooks:write',
    'dead-letters': 'sync:write',
    deliveries: 'sync:write',
    flows: 'sync:write',
    systems: 'sync:write',
    conflicts: 'sync:write',
    links: 'sync:write',
    hooks: 'sync:write',
};

export const authProvider: AuthProvider = {
    login: async ({ username, password, totp, newPassword }: SignIn) => {
        await signIn({ username, password, totp, newPassword });
    },
    logout: async () => {
        if (await currentSession().catch(() => null))
            await call('/api/auth/logout', { method: 'POST', isSignIn: true }).catch(() => undefined);
        leave();
    },
    checkAuth: async () => {
        if (!(await currentSession())) throw new Error();
    },
    checkError: async (error: { status?: number }) => {
        if (error.status !== 401) return;
        leave();
        throw new Error();
    },
    getPermissions: async () => (await currentSession())?.permissions ?? [],
    getIdentity: async () => {
        const { body } = await call<{ id: number; name: string; email: string }>('/api/users/me');
        return { id: body.id, fullName: body.name || body.email };
    },
    canAccess: async ({ resource, action }) => {
        const permissions = (await currentSession())?.permissions ?? [];
        const wanted = action === 'list' || action === 'show' || action === 'export' ? readable[resource] : writable[resource];
        // Customers see the products that are sold.
        if (wanted === 'products:read' && permissions.includes('catalogue:read')) return true;
        return wanted === undefined || permissions.includes(wanted) || permissions.includes(`${wanted}-own`);
    },
};
