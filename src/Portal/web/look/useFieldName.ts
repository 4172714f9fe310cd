import { useTranslate } from 'react-admin';

/** What a field of a record is called, and a group of fields, as an address, where a history names it as a whole. */
export const useFieldName = (resource: string | undefined) => {
    const translate = useTranslate();
    return (path: string) =>
        translate(`resources.${resource}.groups.${path}`, { _: translate(`resources.${resource}.fields.${path}`, { _: path }) });
};
