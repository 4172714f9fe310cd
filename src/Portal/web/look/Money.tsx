import { useLocale, useRecordContext } from 'react-admin';

/** An amount with its currency, as the reader writes it. */
export const money = (amount: number | null | undefined, currency: string | null | undefined, locale: string) =>
    amount === null || amount === undefined
        ? ''
        : currency
          ? new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'code' }).format(amount)
          : new Intl.NumberFormat(locale).format(amount);

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
    at ? new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at)) : '';

export const Moment = ({ at }: { at: string | null | undefined }) => {
    const locale = useLocale();
    return at ? <time dateTime={at}>{moment(at, locale)}</time> : null;
};

export const MomentField = ({ source }: { source: string; label?: string; sortable?: boolean }) => {
    const record = useRecordContext();
    return <Moment at={record?.[source]} />;
};
