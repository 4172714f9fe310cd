import type { ReactElement, ReactNode } from 'react';
import { DatagridConfigurable, List, useResourceContext, useTranslate, type ListProps, type SortPayload } from 'react-admin';
import { customColumns, customFilters } from '../custom/lists';
import { useCustomFields } from '../custom/useCustomFields';
import { ListTools } from './ListTools';
import { NoRecords } from './NoRecords';
import { Pages } from './Pages';
import { useMay } from './useMay';

/** A list of the API, which tells how many there are. */
export const RecordList = (props: ListProps) => <List perPage={25} exporter={false} pagination={<Pages />} {...props} />;

interface Props {
    filters: ReactElement[];
    filterDefaultValues?: object;
    sort: SortPayload;
    /** What is done with many at once, by those who may change them. */
    bulk: ReactElement;
    /** The columns that are shown to those only who choose them. */
    omit: string[];
    /** The columns. */
    children: ReactNode;
}

/**
 * The records of one kind as a table of chosen columns, with what brings them in and out as files. The fields of this site are columns for
 * those who choose them; the table waits until it knows them, for its choice is by their number.
 */
export const RecordTable = ({ filters, filterDefaultValues, sort, bulk, omit, children }: Props) => {
    const resource = useResourceContext();
    const translate = useTranslate();
    const may = useMay();
    const custom = useCustomFields(resource);
    return (
        <RecordList
            filters={[...filters, ...customFilters(custom ?? [], translate)]}
            filterDefaultValues={filterDefaultValues}
            sort={sort}
            empty={<NoRecords importKind={resource} />}
            actions={<ListTools importKind={resource} hasExport />}>
            <>
                {custom && (
                    <DatagridConfigurable
                        rowClick="show"
                        bulkActionButtons={may(`${resource}:write`) && bulk}
                        omit={[...omit, ...custom.map(one => `custom.${one.name}`)]}>
                        {children}
                        {customColumns(custom)}
                    </DatagridConfigurable>
                )}
            </>
        </RecordList>
    );
};
