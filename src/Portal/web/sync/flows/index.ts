export { FlowCreate } from './FlowCreate';
export { FlowListPage as FlowList } from './FlowList';
export { FlowPage as FlowShow } from './FlowPage';
