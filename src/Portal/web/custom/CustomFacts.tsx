import { useRecordContext, useResourceContext } from 'react-admin';
import { Facts, Part } from '../look/Facts';
import { CustomValue } from './CustomValue';
import { useCustomFields } from './useCustomFields';

/** What a record says in the fields of this site. A value whose field was taken away is still there, and shown. */
export const CustomFacts = () => {
    const record = useRecordContext();
    const fields = useCustomFields(useResourceContext());
    const values: Record<string, unknown> = record?.custom ?? {};
    const types = new Map(fields?.map(one => [one.name, one.type]));
    const names = [...new Set([...types.keys(), ...Object.keys(values)])].filter(name => (values[name] ?? null) !== null);
    if (names.length === 0) return null;
    return (
        <Part title="custom.title">
            <Facts of={names.map(name => [name, <CustomValue type={types.get(name) ?? 'text'} value={values[name]} />])} />
        </Part>
    );
};
