import UploadIcon from '@mui/icons-material/UploadFileOutlined';
import { Box, Typography } from '@mui/material';
import { useId, useState, type DragEvent } from 'react';
import { useTranslate } from 'react-admin';

/** A place for one file: dropped, or chosen by mouse or keyboard. */
export const DropZone = ({ onFile, isSmall }: { onFile: (file: File) => void; isSmall?: boolean }) => {
    const translate = useTranslate();
    const [isOver, setOver] = useState(false);
    const id = useId();
    const drop = (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
    };
    return (
        <Box
            component="label"
            htmlFor={id}
            onDragOver={event => {
                event.preventDefault();
                setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
            sx={{
                display: 'flex',
                flexDirection: isSmall ? 'row' : 'column',
                alignItems: 'center',
                justifyContent: 'center',
                gap: 1.5,
                p: isSmall ? 1.5 : 5,
                textAlign: 'center',
                border: 2,
                borderStyle: 'dashed',
                borderColor: isOver ? 'primary.main' : 'divider',
                bgcolor: isOver ? 'action.hover' : 'background.paper',
                borderRadius: 2,
                cursor: 'pointer',
                '&:hover, &:focus-within': { borderColor: 'primary.main' },
            }}
        >
            <UploadIcon color="primary" fontSize={isSmall ? 'medium' : 'large'} aria-hidden="true" />
            <div>
                <Typography variant={isSmall ? 'body1' : 'h2'} component="span" sx={{ display: 'block' }}>
                    {translate(isSmall ? 'imports.other' : 'imports.drop')}
                </Typography>
                {!isSmall && (
                    <Typography color="textSecondary" component="span">
                        {translate('imports.formats')}
                    </Typography>
                )}
            </div>
            <Box
                component="input"
                id={id}
                type="file"
                accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl,.xlsx,.gz"
                sx={{ position: 'absolute', width: '1px', height: '1px', opacity: 0 }}
                onChange={event => {
                    const chosen = event.target.files?.[0];
                    if (chosen) onFile(chosen);
                    event.target.value = '';
                }}
            />
        </Box>
    );
};
