import { Box, Button, Checkbox, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useListContext, useRecordContext, useTranslate } from 'react-admin';

/** Chooses a row of a list for what is done with many. */
export const Pick = (_: { source: string; label: string; sortable: false }) => {
    const record = useRecordContext();
    const translate = useTranslate();
    const { selectedIds, onToggleItem } = useListContext();
    if (!record) return null;
    return (
        <Box onClick={event => event.stopPropagation()} sx={{ my: -1, ml: -1.5 }}>
            <Checkbox
                size="small"
                checked={selectedIds.includes(record.id)}
                onChange={() => onToggleItem(record.id)}
                slotProps={{ input: { 'aria-label': `${translate('ra.action.select_row')}: ${record.id}` } }}
            />
        </Box>
    );
};

/** What can be done with the chosen ones; they stand above the list. */
export const Picked = ({ children }: { children: (ids: number[]) => ReactNode }) => {
    const translate = useTranslate();
    const { selectedIds, data, onSelect, onUnselectItems } = useListContext();
    if (!data || data.length === 0) return null;
    const isAll = data.every(one => selectedIds.includes(one.id));
    return (
        <Box sx={{ px: 1, py: 0.5, borderBottom: 1, borderColor: 'divider' }}>
            <Stack direction="row" spacing={1} sx={{ alignItems: 'center', flexWrap: 'wrap', minHeight: 40 }}>
                <Button size="small" onClick={() => (isAll ? onUnselectItems() : onSelect(data.map(one => one.id)))}>
                    {translate(isAll ? 'ra.action.unselect' : 'ra.action.select_all')}
                </Button>
                {selectedIds.length > 0 && (
                    <>
                        <Typography variant="body2" role="status">
                            {translate('ra.action.bulk_actions', { smart_count: selectedIds.length })}
                        </Typography>
                        {children(selectedIds as number[])}
                    </>
                )}
            </Stack>
        </Box>
    );
};
