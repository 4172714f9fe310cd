import { TextInput, useRecordContext } from 'react-admin';
import { CustomInputs } from '../custom/CustomInputs';
import { SafeEdit } from '../look/SafeEdit';
import { OrderCustomer, OrderLines } from './OrderInputs';

/** An order as long as it is not delivered: what was ordered before the warehouse has it, less of that while it packs. */
export const OrderEdit = () => (
    <SafeEdit>
        <Fields />
    </SafeEdit>
);

const Fields = () => {
    const status = useRecordContext()?.status as string | undefined;
    const isNew = status === 'NEW';
    return (
        <>
            {isNew && <OrderCustomer />}
            <TextInput source="reference" />
            {(isNew || status === 'PROCESSING') && <OrderLines />}
            <CustomInputs />
        </>
    );
};
