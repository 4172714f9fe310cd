import { useCallback } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { moment, money } from '../look/Money';
import type { Cell, ReportColumn } from './shape';

const hour = 3600;

/** A value of a report as the reader writes it. */
export const useCell = () => {
    const locale = useLocale();
    const translate = useTranslate();
    return useCallback(
        (value: Cell, column: ReportColumn, currency: string | null) => {
            if (value === null || value === undefined) return '–';
            if (column.type === 'money') return money(Number(value), currency, locale);
            if (column.type === 'instant') return moment(`${value}`, locale);
            if (/Seconds$/.test(column.name)) return span(Number(value), locale);
            if (column.type === 'count' && /Id$/.test(column.name)) return `${value}`;
            if (column.type === 'count' || column.type === 'number')
                return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(Number(value));
            if (column.name === 'day')
                return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
                    new Date(`${value}T00:00:00Z`),
                );
            if (/^\d{4}-\d\d$/.test(`${value}`))
                return new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
                    new Date(`${value}-01T00:00:00Z`),
                );
            if (column.name === 'status' || column.name === 'priority') return translate(`choices.${value}`, { _: `${value}` });
            return `${value}`;
        },
        [locale, translate],
    );
};

/** How long something took, in the largest unit that is not too coarse. */
export const span = (seconds: number, locale: string) => {
    const [value, unit] =
        seconds < 90
            ? [seconds, 'second']
            : seconds < 90 * 60
              ? [seconds / 60, 'minute']
              : seconds < 48 * hour
                ? [seconds / hour, 'hour']
                : [seconds / (24 * hour), 'day'];
    return new Intl.NumberFormat(locale, { style: 'unit', unit: unit as string, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
        value as number,
    );
};
