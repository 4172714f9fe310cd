import PrintIcon from '@mui/icons-material/PrintOutlined';
import { Button } from 'react-admin';

/** Prints the page; what is only for the screen stays away. */
export const PrintButton = () => (
    <Button label="records.print" onClick={() => window.print()}>
        <PrintIcon />
    </Button>
);
