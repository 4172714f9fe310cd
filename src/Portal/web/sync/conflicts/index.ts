export { ConflictList } from './ConflictList';
export { ConflictPage as ConflictShow } from './ConflictPage';
