import type { ReactElement, ReactNode } from 'react';
import { FilterButton, SelectColumnsButton, TopToolbar, useTranslate } from 'react-admin';
import { RecordList } from '../../look/RecordList';
import { Nothing } from './Panel';
import { ticking } from './useTicking';

interface Props {
    filters: ReactElement[];
    filterDefaultValues?: object;
    /** The words for an empty list: what is not there, and when it would be. */
    none: string;
    noneText: string;
    hasColumns?: boolean;
    /** Whether what goes on at the server shows by itself. */
    isTicking?: boolean;
    children: ReactNode;
}

/** A list of what the engine did or waits for, the newest first; nothing in it is made by hand. */
export const SyncList = ({ filters, filterDefaultValues, none, noneText, hasColumns, isTicking, children }: Props) => (
    <RecordList
        filters={filters}
        filterDefaultValues={filterDefaultValues}
        sort={{ field: 'id', order: 'DESC' }}
        queryOptions={isTicking ? { refetchInterval: ticking } : undefined}
        empty={<NoRows none={none} noneText={noneText} />}
        actions={
            <TopToolbar>
                {hasColumns && <SelectColumnsButton />}
                <FilterButton />
            </TopToolbar>
        }>
        {children}
    </RecordList>
);

export const NoRows = ({ none, noneText }: { none: string; noneText: string }) => {
    const translate = useTranslate();
    return <Nothing title={translate(none)} text={translate(noneText)} />;
};
