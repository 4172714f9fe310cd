import type { Schemas } from '../api/types';
import { useMay } from '../look/useMay';
import { useRead } from '../look/useRead';

export type CustomField = Schemas['CustomFieldDefinition'];

/** The kinds of record that can be given fields. */
export const extended = ['customers', 'products', 'orders', 'tickets', 'packages'];

const none: CustomField[] = [];

/**
 * The fields that the people of this site gave to a kind of record; undefined until they are known. None for readers of what is their own:
 * they are not told which there are.
 */
export const useCustomFields = (resource: string | undefined): CustomField[] | undefined => {
    const may = useMay();
    const isTold = !!resource && extended.includes(resource) && may(`${resource}:read`);
    const { data, error } = useRead<Schemas['CustomFieldList']>(isTold ? `/api/${resource}/fields` : null);
    return data?.items ?? (isTold && !error ? undefined : none);
};
