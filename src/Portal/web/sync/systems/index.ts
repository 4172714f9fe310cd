export { SystemListPage as SystemList } from './SystemList';
export { SystemPage as SystemShow } from './SystemPage';
