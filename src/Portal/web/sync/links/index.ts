export { LinkList } from './LinkList';
