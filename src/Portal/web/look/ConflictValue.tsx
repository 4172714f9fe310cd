import { Box } from '@mui/material';
import { useGetOne, useTranslate } from 'react-admin';

/** Fields that hold the id of a record of another kind. */
const kinds: Record<string, string> = { customerId: 'customers', productId: 'products', orderId: 'orders' };

const Named = ({ kind, id }: { kind: string; id: number }) => {
    const { data } = useGetOne(kind, { id }, { retry: false });
    return <>{data?.name ?? id}</>;
};

interface Line {
    productId: number | null;
    quantity: number;
}

/** A value of a field in the words of the page on which it is edited. */
export const ConflictValue = ({ path, value }: { path: string; value: unknown }) => {
    const translate = useTranslate();
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
        return <>{translate('portal.conflict.empty')}</>;
    if (typeof value === 'number' && kinds[path]) return <Named kind={kinds[path]} id={value} />;
    if (typeof value === 'boolean') return <>{translate(`ra.boolean.${value}`)}</>;
    if (typeof value === 'string') return <>{translate(`choices.${value}`, { _: value })}</>;
    if (!Array.isArray(value)) return <>{JSON.stringify(value)}</>;
    if (value.every(one => typeof one !== 'object')) return <>{value.join(', ')}</>;
    return (
        <Box component="span" sx={{ display: 'inline-block', verticalAlign: 'middle' }}>
            {(value as Partial<Line>[]).map((line, index) => (
                <Box component="span" key={index} sx={{ display: 'block' }}>
                    {line.quantity ?? '–'} × {line.productId ? <Named kind="products" id={line.productId} /> : '–'}
                </Box>
            ))}
        </Box>
    );
};
