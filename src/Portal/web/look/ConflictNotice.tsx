import {
    Button,
    Dialog,
    DialogActions,
    DialogContent,
    DialogContentText,
    DialogTitle,
    Radio,
    Table,
    TableBody,
    TableCell,
    TableHead,
    TableRow,
} from '@mui/material';
import { useState } from 'react';
import { useResourceContext, useTranslate, type RaRecord } from 'react-admin';

const computed = new Set(['id', 'version', 'createdAt', 'updatedAt']);
const isSame = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

interface Props {
    /** The record as it was when the page opened. */
    before: RaRecord;
    /** As the form has it. */
    mine: RaRecord;
    /** As somebody else has saved it meanwhile. */
    theirs: RaRecord;
    onTake: (chosen: RaRecord) => void;
    onClose: () => void;
}

/** Two people changed one record: a choice for each field that both have differently. */
export const ConflictNotice = ({ before, mine, theirs, onTake, onClose }: Props) => {
    const translate = useTranslate();
    const resource = useResourceContext();
    const touched = Object.keys(mine).filter(name => !computed.has(name) && !isSame(mine[name], before[name]));
    const disputed = touched.filter(name => !isSame(mine[name], theirs[name]));
    const [choices, setChoices] = useState<Record<string, 'mine' | 'theirs'>>({});
    const text = (value: unknown) =>
        value === null || value === undefined || value === ''
            ? translate('portal.conflict.empty')
            : typeof value === 'object'
              ? JSON.stringify(value)
              : `${value}`;
    const take = () => {
        const chosen: RaRecord = { ...theirs };
        for (const name of touched) if ((choices[name] ?? 'mine') === 'mine') chosen[name] = mine[name];
        onTake(chosen);
    };
    return (
        <Dialog open onClose={onClose} maxWidth="md" fullWidth>
            <DialogTitle>{translate('portal.conflict.title')}</DialogTitle>
            <DialogContent>
                <DialogContentText gutterBottom>{translate('portal.conflict.text')}</DialogContentText>
                <Table size="small">
                    <TableHead>
                        <TableRow>
                            {['field', 'mine', 'theirs'].map(name => (
                                <TableCell key={name}>{translate(`portal.conflict.${name}`)}</TableCell>
                            ))}
                        </TableRow>
                    </TableHead>
                    <TableBody>
                        {disputed.map(name => (
                            <TableRow key={name}>
                                <TableCell>{translate(`resources.${resource}.fields.${name}`, { _: name })}</TableCell>
                                {(['mine', 'theirs'] as const).map(side => (
                                    <TableCell key={side}>
                                        <label>
                                            <Radio
                                                size="small"
                                                checked={(choices[name] ?? 'mine') === side}
                                                onChange={() => setChoices({ ...choices, [name]: side })}
                                                name={name}
                                            />
                                            {text((side === 'mine' ? mine : theirs)[name])}
                                        </label>
                                    </TableCell>
                                ))}
                            </TableRow>
                        ))}
                    </TableBody>
                </Table>
            </DialogContent>
            <DialogActions>
                <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
                <Button variant="contained" onClick={take}>
                    {translate('portal.conflict.take')}
                </Button>
            </DialogActions>
        </Dialog>
    );
};
