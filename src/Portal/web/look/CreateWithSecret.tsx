import { useState, type ReactNode } from 'react';
import { Create, SimpleForm, useRedirect, useResourceContext, type RaRecord } from 'react-admin';
import { Secret, type Shown } from './Secret';

interface Props<T> {
    title: string;
    hint?: string;
    /** What is shown of the new record this once; null when there is nothing. */
    secretOf: (made: T) => Shown[] | null;
    maxWidth?: number;
    children: ReactNode;
}

/** Makes a record that comes with something secret: its page is opened once that was kept. */
export const CreateWithSecret = <T extends RaRecord<number>>({ title, hint, secretOf, maxWidth = 560, children }: Props<T>) => {
    const redirect = useRedirect();
    const resource = useResourceContext();
    const [made, setMade] = useState<{ id: number; values: Shown[] } | null>(null);
    const go = (id: number) => redirect('show', resource, id);
    const done = (record: T) => {
        const values = secretOf(record);
        if (values) setMade({ id: record.id, values });
        else go(record.id);
    };
    return (
        <Create mutationOptions={{ onSuccess: done }}>
            <SimpleForm sx={{ maxWidth }}>{children}</SimpleForm>
            <Secret title={title} hint={hint} values={made?.values ?? null} onClose={() => made && go(made.id)} />
        </Create>
    );
};
