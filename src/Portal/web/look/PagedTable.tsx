import { Alert, Button, Skeleton, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Table, type Column } from './Table';
import type { usePages } from './usePages';

interface Props<T> {
    label: string;
    /** What is said when there is nothing. */
    none: string;
    pages: Pick<ReturnType<typeof usePages<T>>, 'items' | 'error' | 'next' | 'more'>;
    columns: Column<T>[];
    keyOf: (row: T) => string | number;
}

/** A log inside a page, which goes on as far as somebody asks for more. */
export const PagedTable = <T,>({ label, none, pages: { items, error, next, more }, columns, keyOf }: Props<T>) => {
    const translate = useTranslate();
    return (
        <>
            {error && <Alert severity="warning">{error}</Alert>}
            {!items && !error && <Skeleton variant="rounded" height={120} />}
            {items?.length === 0 && <Typography color="textSecondary">{translate(none)}</Typography>}
            {items && items.length > 0 && <Table label={translate(label)} rows={items} columns={columns} keyOf={keyOf} />}
            {next && <Button onClick={more}>{translate('portal.history.more')}</Button>}
        </>
    );
};
