import { useTranslate } from 'react-admin';

const custom = 'custom.';

/**
 * What a field of a record is called, and a group of fields, as an address, where a history names it as a whole. A field of this site has
 * the name that the site gave it.
 */
export const useFieldName = (resource: string | undefined) => {
    const translate = useTranslate();
    return (path: string) =>
        path.startsWith(custom)
            ? path.slice(custom.length)
            : translate(`resources.${resource}.groups.${path}`, { _: translate(`resources.${resource}.fields.${path}`, { _: path }) });
};
