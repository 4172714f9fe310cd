import { ArrayInput, AutocompleteInput, NumberInput, ReferenceInput, SimpleFormIterator, minValue, required } from 'react-admin';
import { ForStaff } from '../look/ForStaff';

const byName = { field: 'name', order: 'ASC' } as const;
const filterToQuery = (text: string) => ({ q: text });

/** A customer orders for itself, and has no customer to choose. */
export const OrderCustomer = () => (
    <ForStaff permission="orders:write">
        <ReferenceInput source="customerId" reference="customers" sort={byName}>
            <AutocompleteInput optionText="name" filterToQuery={filterToQuery} />
        </ReferenceInput>
    </ForStaff>
);

/** What is ordered. */
export const OrderLines = () => (
    <ArrayInput source="items">
        <SimpleFormIterator inline disableReordering>
            <ReferenceInput source="productId" reference="products" sort={byName}>
                <AutocompleteInput
                    optionText="name"
                    filterToQuery={filterToQuery}
                    validate={required()}
                    sx={{ minWidth: { sm: 320 } }}
                />
            </ReferenceInput>
            <NumberInput source="quantity" validate={[required(), minValue(1)]} />
        </SimpleFormIterator>
    </ArrayInput>
);
