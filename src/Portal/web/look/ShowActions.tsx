import { DeleteWithConfirmButton, EditButton, TopToolbar, useCanAccess, useResourceContext } from 'react-admin';

/** What whoever may change a record can do with it, above its page. */
export const ShowActions = () => {
    const resource = useResourceContext() ?? '';
    const { canAccess } = useCanAccess({ resource, action: 'edit' });
    return (
        <TopToolbar>
            {canAccess && (
                <>
                    <EditButton />
                    <DeleteWithConfirmButton mutationMode="pessimistic" />
                </>
            )}
        </TopToolbar>
    );
};
