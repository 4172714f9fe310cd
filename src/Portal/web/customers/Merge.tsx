import MergeIcon from '@mui/icons-material/MergeOutlined';
import {
    Button,
    Dialog,
    DialogActions,
    DialogContent,
    DialogContentText,
    DialogTitle,
    Radio,
    Stack,
    Table,
    TableBody,
    TableCell,
    TableHead,
    TableRow,
} from '@mui/material';
import { useState } from 'react';
import { AutocompleteInput, Button as ListButton, Form, ReferenceInput, useGetOne, useRecordContext, useTranslate } from 'react-admin';
import { useAct, ifMatch } from '../look/useAct';
import { useFieldName } from '../look/useFieldName';
import { useMay } from '../look/useMay';

/** What may be taken from the one that goes. */
const fields = ['name', 'organisation', 'email', 'phone', 'address', 'externalId'];
const text = (value: unknown): string =>
    value && typeof value === 'object' ? Object.values(value).filter(Boolean).join(', ') : `${value ?? ''}`;

/** Makes one customer of two; the one of the page is left. */
export const MergeButton = () => {
    const record = useRecordContext();
    const may = useMay();
    const [isOpen, setOpen] = useState(false);
    if (!record || !may('customers:merge')) return null;
    return (
        <>
            <ListButton label="records.merge.open" onClick={() => setOpen(true)}>
                <MergeIcon />
            </ListButton>
            {isOpen && <MergeDialog onClose={() => setOpen(false)} />}
        </>
    );
};

const MergeDialog = ({ onClose }: { onClose: () => void }) => {
    const record = useRecordContext()!;
    const translate = useTranslate();
    const nameOf = useFieldName('customers');
    const { act } = useAct();
    const [otherId, setOtherId] = useState<number | null>(null);
    const [take, setTake] = useState<Record<string, boolean>>({});
    const { data: other } = useGetOne('customers', { id: otherId! }, { enabled: otherId !== null });
    const disputed = other
        ? fields.filter(name => text(other[name]) && text(record[name]) && text(other[name]) !== text(record[name]))
        : [];
    const merge = async () => {
        const body = { from: otherId, take: disputed.filter(name => take[name]), version: other?.version };
        if (await act(`/api/customers/${record.id}/merge`, { method: 'POST', body, headers: ifMatch(record) }, 'records.merge.done'))
            onClose();
    };
    return (
        <Dialog open onClose={onClose} fullWidth maxWidth="md">
            <DialogTitle>{translate('records.merge.title')}</DialogTitle>
            <DialogContent>
                <DialogContentText gutterBottom>{translate('records.merge.text')}</DialogContentText>
                <Form>
                    <ReferenceInput source="other" reference="customers" sort={{ field: 'name', order: 'ASC' }}>
                        <AutocompleteInput
                            label="records.merge.other"
                            optionText={(one: Record<string, string>) =>
                                [one.name, one.organisation, one.email].filter(Boolean).join(' · ')
                            }
                            filterToQuery={(words: string) => ({ q: words })}
                            onChange={value => {
                                setOtherId(typeof value === 'number' && value !== record.id ? value : null);
                                setTake({});
                            }}
                        />
                    </ReferenceInput>
                </Form>
                {other && disputed.length > 0 && (
                    <Table size="small">
                        <TableHead>
                            <TableRow>
                                {['field', 'here', 'there'].map(one => (
                                    <TableCell key={one}>{translate(`records.merge.${one}`)}</TableCell>
                                ))}
                            </TableRow>
                        </TableHead>
                        <TableBody>
                            {disputed.map(name => (
                                <TableRow key={name}>
                                    <TableCell component="th" scope="row">
                                        {nameOf(name)}
                                    </TableCell>
                                    {[false, true].map(isThere => (
                                        <TableCell key={`${isThere}`}>
                                            <Stack
                                                component="label"
                                                direction="row"
                                                sx={{ alignItems: 'center', overflowWrap: 'anywhere' }}>
                                                <Radio
                                                    size="small"
                                                    name={name}
                                                    checked={!!take[name] === isThere}
                                                    onChange={() => setTake({ ...take, [name]: isThere })}
                                                />
                                                {text((isThere ? other : record)[name])}
                                            </Stack>
                                        </TableCell>
                                    ))}
                                </TableRow>
                            ))}
                        </TableBody>
                    </Table>
                )}
            </DialogContent>
            <DialogActions>
                <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
                <Button variant="contained" color="error" disabled={!other} onClick={merge}>
                    {translate('records.merge.go')}
                </Button>
            </DialogActions>
        </Dialog>
    );
};
