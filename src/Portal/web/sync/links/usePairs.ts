import { useRead } from '../../look/useRead';
import type { FlowList } from '../parts/types';

/** The flows that keep two systems in step both ways: only they have links. */
export const usePairs = () => useRead<FlowList>('/api/sync/flows').data?.items.filter(one => one.trigger.startsWith('both ways'));
