import DownloadIcon from '@mui/icons-material/DownloadOutlined';
import ImportIcon from '@mui/icons-material/UploadFileOutlined';
import {
    Button,
    CreateButton,
    FilterButton,
    SelectColumnsButton,
    TopToolbar,
    useListContext,
    useLocale,
    useResourceContext,
} from 'react-admin';
import { Link } from 'react-router-dom';
import { filterPairs } from '../api/records';
import { excelRecordsQuery } from './excel';
import { useMay } from './useMay';

interface Props {
    /** What kind of file brings such records in; none where none does. */
    importKind?: string;
    /** Whether all records that pass the filters are had as a file. */
    hasExport?: boolean;
    /** What it takes to make one. */
    needs?: string;
}

/** What stands above a list: its columns, filters and saved views, a new record, files out and in. */
export const ListTools = ({ importKind, hasExport, needs }: Props) => {
    const resource = useResourceContext() ?? '';
    const may = useMay();
    const write = needs ?? `${resource}:write`;
    return (
        <TopToolbar>
            <SelectColumnsButton />
            <FilterButton />
            {(may(write) || may(`${write}-own`)) && <CreateButton />}
            {importKind && may(`${importKind}:write`) && (
                <Button component={Link} to={`/imports/${importKind}`} label="imports.title">
                    <ImportIcon />
                </Button>
            )}
            {hasExport && may(`${resource}:read`) && <CsvButton resource={resource} />}
        </TopToolbar>
    );
};

/** All records that pass the filters, not only those of this page; written so that the reader's Excel opens it. */
const CsvButton = ({ resource }: { resource: string }) => {
    const { filterValues, sort } = useListContext();
    const locale = useLocale();
    const query = new URLSearchParams(filterPairs(filterValues));
    if (sort?.field) query.set('sort', sort.order === 'DESC' ? `-${sort.field}` : sort.field);
    return (
        <Button
            component="a"
            href={`/api/${resource}/export?${query}&${excelRecordsQuery(locale)}`}
            {...{ download: `${resource}.csv` }}
            label="reports.csv">
            <DownloadIcon />
        </Button>
    );
};
