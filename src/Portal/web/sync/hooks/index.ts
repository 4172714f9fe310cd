export { HookList } from './HookList';
export { HookPage as HookShow } from './HookPage';
