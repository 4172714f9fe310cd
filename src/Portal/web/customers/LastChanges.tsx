import { Rows } from '../look/Rows';
import { Link } from 'react-router-dom';
import { useTranslate } from 'react-admin';
import { Word } from '../look/Choice';
import { Moment } from '../look/Money';

export interface Change {
    kind: string;
    id: number;
    version: number;
    change: string;
    at: string;
    actor: string;
    fields: string[];
}

const shownMax = 8;

/** What happened lately to a customer and to all that is its own. */
export const LastChanges = ({ of }: { of: Change[] }) => {
    const translate = useTranslate();
    return (
        <Rows
            title="records.changes.title"
            rows={of.slice(0, shownMax)}
            error={null}
            empty="portal.history.none"
            columns={one => [
                <Moment at={one.at} />,
                <Link to={`/${one.kind}s/${one.id}/show`}>
                    {translate(`resources.${one.kind}s.name`, { smart_count: 1, _: one.kind })} {one.id}
                </Link>,
                <Word value={one.change} />,
                one.actor,
            ]}
        />
    );
};
