import { useLocale, useRecordContext, useTranslate } from 'react-admin';
import { Moment, day, number } from '../look/Money';
import type { CustomField } from './useCustomFields';

/** The value of a field of this site, as the reader writes such values. */
export const CustomValue = ({ type, value }: { type: string; value: unknown }) => {
    const locale = useLocale();
    const translate = useTranslate();
    if (value === null || value === undefined) return null;
    if (typeof value === 'boolean') return <>{translate(`ra.boolean.${value}`)}</>;
    if (typeof value === 'number') return <>{number(value, locale)}</>;
    if (type === 'instant') return <Moment at={`${value}`} />;
    if (type === 'date') return <time dateTime={`${value}`}>{day(`${value}`, locale)}</time>;
    return <>{`${value}`}</>;
};

/** The same in a list. */
export const CustomColumn = ({ of }: { of: CustomField; source: string; label: string; textAlign?: 'right' }) => {
    const record = useRecordContext();
    return <CustomValue type={of.type} value={record?.custom?.[of.name]} />;
};
