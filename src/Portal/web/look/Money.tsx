import { useLocale, useRecordContext } from 'react-admin';

/** A format takes longer to make than a table to draw, and each cell asks for it. */
const kept = <F,>(make: (locale: string, currency?: string) => F) => {
    const known = new Map<string, F>();
    return (locale: string, currency?: string) => {
        const key = `${locale} ${currency}`;
        if (!known.has(key)) known.set(key, make(locale, currency));
        return known.get(key)!;
    };
};
const momentFormat = kept(locale => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }));
const dayFormat = kept(locale => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }));
const numberFormat = kept(locale => new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }));
const amountFormat = kept(
    (locale, currency) => new Intl.NumberFormat(locale, currency ? { style: 'currency', currency, currencyDisplay: 'code' } : {}),
);

/** An amount with its currency, as the reader writes it. */
export const money = (amount: number | null | undefined, currency: string | null | undefined, locale: string) =>
    amount === null || amount === undefined ? '' : amountFormat(locale, currency ?? undefined).format(amount);

/** A number with all its digits, as the reader writes it. */
export const number = (value: number, locale: string) => numberFormat(locale).format(value);

/** A day of the calendar, `2026-01-31`, as the reader writes it; the same one wherever they are. */
export const day = (value: string, locale: string) => dayFormat(locale).format(new Date(value));

export const MoneyField = ({
    source,
    currency = 'currency',
}: {
    source: string;
    currency?: string;
    label?: string;
    textAlign?: 'right';
    sortable?: boolean;
}) => {
    const record = useRecordContext();
    const locale = useLocale();
    return <span>{money(record?.[source], record?.[currency], locale)}</span>;
};

/** An instant, as the reader writes it. */
export const moment = (at: string | null | undefined, locale: string) =>
    at ? momentFormat(locale).format(new Date(at)) : '';

/** What was typed in the reader's time, as the API takes instants. */
export const toInstant = (typed: string) => (typed ? new Date(typed).toISOString() : null);

export const Moment = ({ at }: { at: string | null | undefined }) => {
    const locale = useLocale();
    return at ? <time dateTime={at}>{moment(at, locale)}</time> : null;
};

export const MomentField = ({ source }: { source: string; label?: string; sortable?: boolean }) => {
    const record = useRecordContext();
    return <Moment at={record?.[source]} />;
};
