import { Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useId } from 'react';
import {
    BooleanInput,
    Form,
    FormDataConsumer,
    NumberInput,
    SaveButton,
    SelectInput,
    TextInput,
    maxLength,
    regex,
    required,
    useNotify,
    useTranslate,
    type HttpError,
} from 'react-admin';
import { call } from '../api/http';
import { ifMatch } from '../look/useAct';
import type { CustomField } from './useCustomFields';

const types = ['text', 'number', 'money', 'date', 'instant', 'boolean', 'choice'];

interface Props {
    kind: string;
    /** The field that is changed; null for a new one. Its name and type stay as they are. */
    of: CustomField | null;
    onDone: () => void;
    onClose: () => void;
}

/** Says what a field of this site is; what the server has against it stands at its place. */
export const CustomFieldForm = ({ kind, of, onDone, onClose }: Props) => {
    const translate = useTranslate();
    const notify = useNotify();
    const id = useId();
    const save = async (said: Record<string, any>) => {
        const body = bodyOf(said, of);
        try {
            if (of) {
                const headers = { 'Content-Type': 'application/merge-patch+json', ...ifMatch(of) };
                await call(`/api/${kind}/fields/${of.name}`, { method: 'PATCH', body, headers });
            } else await call(`/api/${kind}/fields`, { method: 'POST', body });
            onDone();
            return undefined;
        } catch (problem) {
            const { body: refused, message } = problem as HttpError;
            if (!refused?.errors) notify(message, { type: 'error' });
            return refused?.errors ?? { root: { serverError: message } };
        }
    };
    return (
        <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
            <Form onSubmit={save} defaultValues={of ? { ...of, choices: of.choices.join('\n') } : { type: 'text', required: false }}>
                <DialogTitle id={id}>{of ? `${translate('ra.action.edit')} ${of.name}` : translate('custom.add')}</DialogTitle>
                <DialogContent>
                    {!of && (
                        <>
                            <TextInput
                                source="name"
                                label="custom.fields.name"
                                helperText="custom.nameHint"
                                validate={[required(), maxLength(50), regex(/^[a-z][A-Za-z0-9_]*$/, 'custom.nameHint')]}
                            />
                            <SelectInput
                                source="type"
                                label="custom.fields.type"
                                choices={types.map(type => ({ id: type, name: `custom.types.${type}` }))}
                                validate={required()}
                            />
                        </>
                    )}
                    <FormDataConsumer>{({ formData }) => <Limits type={formData.type} />}</FormDataConsumer>
                    <TextInput source="description" label="custom.fields.description" validate={maxLength(500)} />
                    <BooleanInput source="required" label="custom.fields.required" helperText="custom.requiredHint" />
                </DialogContent>
                <DialogActions>
                    <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
                    <SaveButton alwaysEnable />
                </DialogActions>
            </Form>
        </Dialog>
    );
};

/** What values may be, as far as a type has such limits. */
const Limits = ({ type }: { type: string }) => {
    if (type === 'choice')
        return (
            <TextInput
                source="choices"
                label="custom.fields.choices"
                helperText="custom.choicesHint"
                multiline
                minRows={3}
                validate={required()}
            />
        );
    if (!isLimited(type)) return null;
    const unit = type === 'text' ? 'length' : 'value';
    return (
        <>
            <NumberInput source="min" label={`custom.min.${unit}`} />
            <NumberInput source="max" label={`custom.max.${unit}`} />
        </>
    );
};

const isLimited = (type: string) => ['text', 'number', 'money'].includes(type);

const bodyOf = (said: Record<string, any>, of: CustomField | null) => {
    const { name, type, description, required: isRequired, choices, min, max } = said;
    const words = `${choices ?? ''}`.split('\n').map(one => one.trim()).filter(one => one !== '');
    return {
        ...(of ? {} : { name, type }),
        description: description ?? null,
        required: !!isRequired,
        ...(type === 'choice' ? { choices: words } : {}),
        ...(isLimited(type) ? { min: min ?? null, max: max ?? null } : {}),
    };
};
