import { useEffect, useState } from 'react';
import { call } from '../../api/http';
import type { Delivery, DeliveryDetails, Items } from '../parts/types';

interface Sample {
    name: string;
    text: string;
}

const invented: Sample = { name: '–', text: JSON.stringify({ id: 42, name: 'Ada Lovelace', email: 'ada@example.com' }, null, 2) };

/** Records that a flow brought last, those that it could not bring first; an invented one where there are none that may be read. */
export const useSamples = (flow: string | null) => {
    const [samples, setSamples] = useState<Sample[] | null>(flow ? null : [invented]);
    useEffect(() => {
        if (!flow) return;
        let isGone = false;
        void read(flow)
            .catch(() => [])
            .then(found => {
                if (!isGone) setSamples(found.length > 0 ? found : [invented]);
            });
        return () => {
            isGone = true;
        };
    }, [flow]);
    return samples;
};

const read = async (flow: string): Promise<Sample[]> => {
    const lists = await Promise.all(
        [`/api/sync/dead-letters?flow=${flow}&size=3&sort=-id`, `/api/sync/deliveries?flow=${flow}&size=5&sort=-id`].map(path =>
            call<Items<Delivery>>(path),
        ),
    );
    const deliveries = [...new Map(lists.flatMap(one => one.body.items).map(one => [one.id, one])).values()].slice(0, 6);
    const details = await Promise.all(deliveries.map(one => call<DeliveryDetails>(`/api/sync/deliveries/${one.id}`)));
    return details
        .filter(one => one.body.payload)
        .map(({ body }) => ({
            name: `${body.delivery.subject}, ${body.delivery.version}`,
            text: JSON.stringify(body.payload, null, 2),
        }));
};
