import type { ReactElement } from 'react';
import { DateInput, DateTimeInput, NullableBooleanInput, NumberInput, SelectInput, TextInput, type TranslateFunction } from 'react-admin';
import { toInstant } from '../look/Money';
import { choicesOf } from './CustomInputs';
import { CustomColumn } from './CustomValue';
import type { CustomField } from './useCustomFields';

const isNumber = ({ type }: CustomField) => type === 'number' || type === 'money';

/** A list's columns of the fields of this site. */
export const customColumns = (fields: CustomField[]) =>
    fields.map(field => (
        <CustomColumn
            key={field.name}
            of={field}
            source={`custom.${field.name}`}
            label={field.name}
            textAlign={isNumber(field) ? 'right' : undefined}
        />
    ));

/** The filters of a list by them: a value, or from one on and below another. */
export const customFilters = (fields: CustomField[], translate: TranslateFunction): ReactElement[] =>
    fields.flatMap(field => {
        const [source, label] = [`custom.${field.name}`, field.name];
        const both = (filter: (end: { source: string; label: string }) => ReactElement) =>
            ['from', 'to'].map(end => ({
                ...filter({ source: `${source}.${end}`, label: translate(`custom.${end}`, { name: label }) }),
                key: `${source}.${end}`,
            }));
        if (isNumber(field)) return both(end => <NumberInput {...end} />);
        if (field.type === 'date') return both(end => <DateInput {...end} />);
        if (field.type === 'instant') return both(end => <DateTimeInput {...end} parse={toInstant} />);
        if (field.type === 'boolean') return [<NullableBooleanInput key={source} source={source} label={label} />];
        if (field.type === 'choice')
            return [<SelectInput key={source} source={source} label={label} choices={choicesOf(field)} translateChoice={false} />];
        return [<TextInput key={source} source={source} label={label} />];
    });
