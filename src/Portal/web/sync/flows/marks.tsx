import { Chip, Typography } from '@mui/material';
import { useLocale, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Flow, Freshness } from '../parts/types';

type Colour = 'success' | 'warning' | 'error' | 'info' | 'default';

/** What a flow brings where. */
export const Route = ({ flow }: { flow: Flow }) => {
    const translate = useTranslate();
    const isBothWays = flow.trigger.startsWith('both ways');
    return (
        <Typography component="span" variant="body2" sx={{ whiteSpace: 'nowrap' }}>
            {flow.source}/{flow.kind}{' '}
            <span role="img" aria-label={translate(isBothWays ? 'portal.sync.flows.bothWays' : 'portal.sync.flows.oneWay')}>
                {isBothWays ? '⇄' : '→'}
            </span>{' '}
            {flow.target}
            {flow.targetKind && `/${flow.targetKind}`}
        </Typography>
    );
};

export const StateChip = ({ flow }: { flow: Flow }) => {
    const translate = useTranslate();
    const [word, colour]: [string, Colour] = flow.wrong
        ? ['wrong', 'error']
        : flow.state === 'paused'
          ? ['paused', 'warning']
          : ['running', 'success'];
    return <Chip size="small" variant="outlined" color={colour} label={translate(`portal.sync.state.${word}`)} />;
};

const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
] as const;

/** A span of time in its largest unit, as the reader writes it. */
export const span = (seconds: number, locale: string) => {
    const [unit, size] = units.find(([, size]) => seconds >= size) ?? units[3];
    return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'long',
        maximumFractionDigits: unit === 'second' ? 0 : 1,
    }).format(seconds / size);
};

export const FreshChip = ({ of }: { of: Freshness | undefined }) => {
    const translate = useTranslate();
    const locale = useLocale();
    if (!of) return null;
    const isLate = of.state === 'late';
    const words =
        of.reason === 'held'
            ? translate('portal.sync.fresh.held')
            : isLate
              ? translate('portal.sync.fresh.late', { age: span(of.ageSeconds, locale) })
              : of.ageSeconds < 1
                ? translate('portal.sync.fresh.fresh')
                : translate('portal.sync.fresh.behind', { age: span(of.ageSeconds, locale) });
    return (
        <Chip
            size="small"
            variant="outlined"
            color={isLate ? 'error' : of.ageSeconds < 60 ? 'success' : 'default'}
            label={words}
            title={of.message ?? undefined}
        />
    );
};

/** A number that leads to what it counts; zero is quiet. */
export const Count = ({ of, colour, to }: { of: number; colour: 'warning' | 'error'; to: string }) => {
    const locale = useLocale();
    const text = new Intl.NumberFormat(locale).format(of);
    return of === 0 ? (
        <Typography component="span" variant="body2" color="textSecondary">
            0
        </Typography>
    ) : (
        <Chip size="small" color={colour} variant="outlined" label={text} component={Link} to={to} clickable />
    );
};
