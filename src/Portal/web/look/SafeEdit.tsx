import { useState, type ReactNode } from 'react';
import {
    Edit,
    HttpError,
    SimpleForm,
    useDataProvider,
    useEditContext,
    useNotify,
    useRedirect,
    useRefresh,
    useUpdate,
    type RaRecord,
} from 'react-admin';
import { ConflictNotice } from './ConflictNotice';

interface Clash {
    before: RaRecord;
    mine: RaRecord;
    theirs: RaRecord;
}

/** A page that edits one record; whoever saves second is asked field by field, and nothing is overwritten unseen. */
export const SafeEdit = ({ children, title }: { children: ReactNode; title?: ReactNode }) => (
    <Edit title={title as string} mutationMode="pessimistic" actions={false}>
        <Body>{children}</Body>
    </Edit>
);

const Body = ({ children }: { children: ReactNode }) => {
    const { resource, record } = useEditContext();
    const provider = useDataProvider();
    const [update] = useUpdate();
    const [clash, setClash] = useState<Clash | null>(null);
    const notify = useNotify();
    const redirect = useRedirect();
    const refresh = useRefresh();

    const done = (saved: RaRecord) => {
        notify('ra.notification.updated', { type: 'info', messageArgs: { smart_count: 1 } });
        setClash(null);
        refresh();
        redirect('show', resource, saved.id);
    };
    const save = async (mine: RaRecord, before: RaRecord) => {
        try {
            done(
                (await update(
                    resource,
                    { id: before.id, data: mine, previousData: before },
                    { returnPromise: true, mutationMode: 'pessimistic' },
                )) as RaRecord,
            );
            return undefined;
        } catch (error) {
            const problem = error as HttpError;
            if (problem.status === 412) {
                const { data: theirs } = await provider.getOne(resource, { id: before.id });
                setClash({ before, mine, theirs });
                return undefined;
            }
            if (problem.body?.errors) return problem.body.errors;
            notify(problem.message, { type: 'error' });
            return undefined;
        }
    };

    return (
        <>
            <SimpleForm onSubmit={(mine: object) => save(mine as RaRecord, record as RaRecord)} warnWhenUnsavedChanges>
                {children}
            </SimpleForm>
            {clash && <ConflictNotice {...clash} onClose={() => setClash(null)} onTake={chosen => save(chosen, clash.theirs)} />}
        </>
    );
};
