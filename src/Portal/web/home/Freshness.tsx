import { Chip, Typography } from '@mui/material';
import { useLocale, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Schemas } from '../api/types';
import { Rows } from '../look/Rows';
import { span } from '../reports/useCell';
import { anyKind, useFresh } from '../look/useFresh';

/** How far each flow is behind its source; who is late stands first. */
export const Freshness = () => {
    const translate = useTranslate();
    const locale = useLocale();
    const { data, error } = useFresh<Schemas['FreshnessList']>('/api/sync/freshness', anyKind);
    const rows =
        data &&
        [...data.items].sort((one, other) => Number(!!other.lateSince) - Number(!!one.lateSince) || other.ageSeconds - one.ageSeconds);
    return (
        <Rows
            title="records.home.flows"
            rows={rows}
            error={error}
            empty="records.home.noFlows"
            columns={one => {
                const isPaused = one.state === 'paused';
                const state = one.lateSince ? 'isLate' : isPaused ? 'paused' : one.ageSeconds > 0 ? 'behind' : 'fresh';
                return [
                    <Link to={`/flows/${encodeURIComponent(one.flow)}/show`}>
                        <b>{one.flow}</b>
                    </Link>,
                    <Chip
                        size="small"
                        variant="outlined"
                        color={one.lateSince ? 'error' : isPaused ? 'warning' : one.ageSeconds > 0 ? 'info' : 'success'}
                        label={`${translate(`records.home.${state}`)}${one.ageSeconds > 0 ? ` · ${span(one.ageSeconds, locale)}` : ''}`}
                    />,
                    one.message && (
                        <Typography variant="body2" color="textSecondary">
                            {one.message}
                        </Typography>
                    ),
                ];
            }}
        />
    );
};
