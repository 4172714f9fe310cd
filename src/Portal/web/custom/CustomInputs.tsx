import { Box, Grid, Typography } from '@mui/material';
import {
    DateInput,
    DateTimeInput,
    NullableBooleanInput,
    NumberInput,
    SelectInput,
    TextInput,
    maxLength,
    maxValue,
    minLength,
    minValue,
    required,
    useResourceContext,
    useTranslate,
} from 'react-admin';
import { toInstant } from '../look/Money';
import { useMay } from '../look/useMay';
import { useCustomFields, type CustomField } from './useCustomFields';

/** The fields of this site in a form, for those who may change such records as a whole. */
export const CustomInputs = () => {
    const resource = useResourceContext();
    const fields = useCustomFields(resource);
    const translate = useTranslate();
    const may = useMay();
    if (!fields?.length || !may(`${resource}:write`)) return null;
    return (
        <Box component="section" sx={{ maxWidth: 900, width: '100%', mt: 1 }}>
            <Typography variant="h2" component="h3" gutterBottom>
                {translate('custom.title')}
            </Typography>
            <Grid container spacing={2}>
                {fields.map(field => (
                    <Grid key={field.name} size={{ xs: 12, sm: 6 }}>
                        <CustomInput of={field} />
                    </Grid>
                ))}
            </Grid>
        </Box>
    );
};

/** The choices are the site's own words, and stand as they are. */
export const choicesOf = (field: CustomField) => field.choices.map(id => ({ id, name: id }));

const CustomInput = ({ of }: { of: CustomField }) => {
    const isText = of.type === 'text';
    const limits = [
        of.required && required(),
        of.min !== null && of.min !== undefined && (isText ? minLength(of.min) : minValue(of.min)),
        of.max !== null && of.max !== undefined && (isText ? maxLength(of.max) : maxValue(of.max)),
    ].filter(one => one !== false);
    const props = { source: `custom.${of.name}`, label: of.name, helperText: of.description ?? false, validate: limits, fullWidth: true };
    switch (of.type) {
        case 'number':
        case 'money':
            return <NumberInput {...props} />;
        case 'date':
            return <DateInput {...props} />;
        case 'instant':
            return <DateTimeInput {...props} parse={toInstant} />;
        case 'boolean':
            return <NullableBooleanInput {...props} />;
        case 'choice':
            return <SelectInput {...props} translateChoice={false} choices={choicesOf(of)} />;
        default:
            return <TextInput {...props} />;
    }
};
