import { Stack, Typography } from '@mui/material';
import { Title, useRedirect, useTranslate } from 'react-admin';
import { TextEditor } from './FlowEditor';

const template = `name: new-flow
description: What it is for, in one sentence
from:
  system: crm
  kind: customer
  on: [created, changed]
to:
  system: inventory
  kind: package
map:
  customerId: id
  customerName: name
set:
  kind: welcome
`;

/** A flow of one's own: from an example, checked as it is typed. */
export const FlowCreate = () => {
    const translate = useTranslate();
    const redirect = useRedirect();
    return (
        <Stack component="section" spacing={2} sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('portal.sync.flows.new')} />
            <Typography variant="h1" component="h2">
                {translate('portal.sync.flows.new')}
            </Typography>
            <Typography color="textSecondary" sx={{ maxWidth: '75ch' }}>
                {translate('portal.sync.flows.newText')}
            </Typography>
            <TextEditor text={template} version={0} name={null} onApplied={name => redirect(`/flows/${name}/show`)} />
        </Stack>
    );
};
