import { Chip } from '@mui/material';
import { useLocale, useTranslate } from 'react-admin';
import { span } from '../flows/marks';
import type { SystemView } from '../parts/types';

/** Whether deliveries go to a system, or leave it alone for a while because it was out of reach. */
export const ReachChip = ({ of }: { of: SystemView }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const left = of.leftAloneSeconds;
    return left === null || left === undefined ? (
        <Chip size="small" variant="outlined" label={translate('portal.sync.systems.inReach')} />
    ) : (
        <Chip
            size="small"
            variant="outlined"
            color="error"
            label={
                left > 0
                    ? translate('portal.sync.systems.leftAlone', { time: span(left, locale) })
                    : translate('portal.sync.systems.probing')
            }
        />
    );
};
