import {
    Alert,
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
import { ConflictValue } from './ConflictValue';
import { pathsOf, valueAt, withValue } from './paths';
import { useFieldName } from './useFieldName';

const computed = new Set(['id', 'version', 'createdAt', 'updatedAt']);
const isSame = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

interface Props {
    /** The record as it was when the page opened. */
    before: RaRecord;
    /** As the form has it. */
    mine: RaRecord;
    /** As somebody else has saved it meanwhile. */
    theirs: RaRecord;
    /** Why the chosen values were not taken either. */
    refused: string | null;
    onTake: (chosen: RaRecord) => void;
    onClose: () => void;
}

/** Two people changed one record: a choice for each field that both have differently. */
export const ConflictNotice = ({ before, mine, theirs, refused, onTake, onClose }: Props) => {
    const translate = useTranslate();
    const nameOf = useFieldName(useResourceContext());
    const touched = pathsOf(mine, before).filter(
        path => !computed.has(path) && !isSame(valueAt(mine, path), valueAt(before, path)),
    );
    const disputed = touched.filter(path => !isSame(valueAt(mine, path), valueAt(theirs, path)));
    const [choices, setChoices] = useState<Record<string, 'mine' | 'theirs'>>({});
    const choiceOf = (path: string) => choices[path] ?? 'mine';
    const take = () =>
        onTake(
            touched
                .filter(path => choiceOf(path) === 'mine')
                .reduce((chosen, path) => withValue(chosen, path, valueAt(mine, path)), { ...theirs }),
        );
    return (
        <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby="conflict-title">
            <DialogTitle id="conflict-title">{translate('portal.conflict.title')}</DialogTitle>
            <DialogContent>
                <DialogContentText gutterBottom>{translate('portal.conflict.text')}</DialogContentText>
                {refused && <Alert severity="error">{refused}</Alert>}
                <Table size="small">
                    <TableHead>
                        <TableRow>
                            {['field', 'mine', 'theirs'].map(name => (
                                <TableCell key={name}>{translate(`portal.conflict.${name}`)}</TableCell>
                            ))}
                        </TableRow>
                    </TableHead>
                    <TableBody>
                        {disputed.map(path => (
                            <TableRow key={path}>
                                <TableCell>{nameOf(path)}</TableCell>
                                {(['mine', 'theirs'] as const).map(side => (
                                    <TableCell key={side}>
                                        <label>
                                            <Radio
                                                size="small"
                                                checked={choiceOf(path) === side}
                                                onChange={() => setChoices({ ...choices, [path]: side })}
                                                name={path}
                                            />
                                            <ConflictValue path={path} value={valueAt(side === 'mine' ? mine : theirs, path)} />
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
