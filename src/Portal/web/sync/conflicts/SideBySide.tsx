import { Alert, Box, Chip, Table, TableBody, TableCell, TableHead, TableRow, Typography, type Theme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Panel } from '../parts/Panel';
import type { ConflictDetails, ConflictSide } from '../parts/types';
import { words } from './words';

type Fields = Record<string, unknown>;

const fieldsOf = (side: ConflictSide | null | undefined) => (side?.fields ?? {}) as Fields;
const isSame = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** On a telephone the name of a field stands above its two values. */
const stacked = (theme: Theme) => ({
    [theme.breakpoints.down('sm')]: {
        '& table, & thead, & tbody': { display: 'block' },
        '& tr': { display: 'grid', gridTemplateColumns: '1fr 1fr', borderBottom: 1, borderColor: 'divider', py: 0.5 },
        '& td, & th': { border: 0, px: 1, py: 0.4, minWidth: 0 },
        '& tr > :first-child': { gridColumn: '1 / -1' },
    },
});

/** Both records field by field, with what they last agreed on between them. What they differ in stands out. */
export const SideBySide = ({ of }: { of: ConflictDetails }) => {
    const translate = useTranslate();
    const { left, right, conflict } = of;
    const agreed = (left?.agreed ?? {}) as Fields;
    const names = [...new Set([...Object.keys(fieldsOf(left)), ...Object.keys(fieldsOf(right)), ...Object.keys(agreed)])];
    const head = (side: ConflictSide | null | undefined) => (side ? `${side.system}: ${side.kind} ${side.id}` : '–');
    return (
        <Panel title={translate('portal.sync.conflict.sides')}>
            {[left, right].map(
                side =>
                    side?.reason && (
                        <Alert key={side.system} severity="warning" sx={{ mb: 1 }}>
                            {side.system}: {side.reason}
                        </Alert>
                    ),
            )}
            <Box role="region" aria-label={translate('portal.sync.conflict.sides')} tabIndex={0} sx={[{ overflowX: 'auto' }, stacked]}>
                <Table size="small">
                    <TableHead>
                        <TableRow>
                            <TableCell sx={{ pl: { sm: 0 } }}>{translate('resources.conflicts.fields.path')}</TableCell>
                            <TableCell sx={{ fontWeight: 650 }}>{head(left)}</TableCell>
                            <TableCell sx={{ display: { xs: 'none', sm: 'table-cell' } }}>
                                {translate('portal.sync.conflict.agreed')}
                            </TableCell>
                            <TableCell sx={{ fontWeight: 650 }}>{head(right)}</TableCell>
                        </TableRow>
                    </TableHead>
                    <TableBody>
                        {names.map(name => {
                            const isAsked = conflict.kind === 'field' && conflict.path.split(/[.[]/)[0] === name;
                            const differs = !isSame(fieldsOf(left)[name], fieldsOf(right)[name]);
                            return (
                                <TableRow key={name} sx={{ bgcolor: isAsked ? 'action.selected' : undefined }}>
                                    <TableCell
                                        component="th"
                                        scope="row"
                                        sx={{ pl: { sm: isAsked ? 1 : 0 }, fontWeight: isAsked ? 650 : undefined }}>
                                        {name} {isAsked && <Chip size="small" color="warning" label={translate('choices.open')} />}
                                    </TableCell>
                                    <Value of={fieldsOf(left)[name]} before={agreed[name]} differs={differs} />
                                    <TableCell sx={{ display: { xs: 'none', sm: 'table-cell' }, color: 'text.secondary' }}>
                                        {words(agreed[name])}
                                    </TableCell>
                                    <Value of={fieldsOf(right)[name]} before={agreed[name]} differs={differs} />
                                </TableRow>
                            );
                        })}
                    </TableBody>
                </Table>
            </Box>
        </Panel>
    );
};

const Value = ({ of, before, differs }: { of: unknown; before: unknown; differs: boolean }) => {
    const translate = useTranslate();
    const isChanged = differs && !isSame(of, before);
    return (
        <TableCell sx={{ overflowWrap: 'anywhere', fontWeight: isChanged ? 600 : undefined }}>
            {words(of)}
            {isChanged && (
                <Typography component="span" variant="caption" sx={{ display: 'block' }} color="textSecondary">
                    {translate('choices.changed')}
                </Typography>
            )}
        </TableCell>
    );
};
