import { useEffect, useState, type ReactNode } from 'react';
import {
    Edit,
    HttpError,
    SimpleForm,
    useDataProvider,
    useEditContext,
    useNotify,
    useRedirect,
    useRefresh,
    useTranslate,
    useUpdate,
    type RaRecord,
} from 'react-admin';
import { isSent } from '../api/records';
import { ConflictNotice } from './ConflictNotice';

interface Clash {
    before: RaRecord;
    mine: RaRecord;
    theirs: RaRecord;
    refused: string | null;
}

/** A page that edits one record; whoever saves second is asked field by field, and nothing is overwritten unseen. */
export const SafeEdit = ({ children, title }: { children: ReactNode; title?: ReactNode }) => (
    <Edit title={title as string} mutationMode="pessimistic" actions={false}>
        <Body>{children}</Body>
    </Edit>
);

/** A form without an error counts as saved, and would be left without a question. */
const unsaved = (said: string) => ({ root: { serverError: said } });

const Body = ({ children }: { children: ReactNode }) => {
    const { resource, record } = useEditContext();
    const provider = useDataProvider();
    const [update] = useUpdate();
    const [clash, setClash] = useState<Clash | null>(null);
    const [saved, setSaved] = useState<RaRecord | null>(null);
    const notify = useNotify();
    const redirect = useRedirect();
    const refresh = useRefresh();
    const translate = useTranslate();

    // By an effect: the form asks whoever leaves it until it is drawn as saved.
    useEffect(() => {
        if (saved) redirect('show', resource, saved.id);
    }, [saved]);

    const done = (after: RaRecord) => {
        notify('ra.notification.updated', { type: 'info', messageArgs: { smart_count: 1 } });
        setClash(null);
        refresh();
        setSaved(after);
    };
    const write = async (mine: RaRecord, before: RaRecord) =>
        (await update(
            resource,
            { id: before.id, data: mine, previousData: before },
            { returnPromise: true, mutationMode: 'pessimistic' },
        )) as RaRecord;
    /** Writes, or has a person choose where somebody else was quicker. What was said against it otherwise is given back. */
    const attempt = async (mine: RaRecord, before: RaRecord): Promise<HttpError | null> => {
        try {
            done(await write(mine, before));
            return null;
        } catch (error) {
            const problem = error as HttpError;
            if (problem.status !== 412) return problem;
        }
        try {
            const { data: theirs } = await provider.getOne(resource, { id: before.id });
            if (isSent(resource, mine, before, theirs)) {
                done(theirs);
                return null;
            }
            setClash({ before, mine, theirs, refused: null });
            return new HttpError(translate('portal.conflict.title'), 412);
        } catch (error) {
            return error as HttpError;
        }
    };
    const save = async (mine: RaRecord) => {
        const problem = await attempt(mine, record as RaRecord);
        return problem ? (problem.body?.errors ?? unsaved(problem.message)) : undefined;
    };
    const saveChosen = async (chosen: RaRecord, asked: Clash) => {
        const problem = await attempt(chosen, asked.theirs);
        if (problem && problem.status !== 412) setClash({ ...asked, refused: problem.message });
    };

    return (
        <>
            <SimpleForm onSubmit={(mine: object) => save(mine as RaRecord)} warnWhenUnsavedChanges={saved === null}>
                {children}
            </SimpleForm>
            {clash && (
                <ConflictNotice
                    key={clash.theirs.version}
                    {...clash}
                    onClose={() => setClash(null)}
                    onTake={chosen => void saveChosen(chosen, clash)}
                />
            )}
        </>
    );
};
