export { StockTaskPage } from './StockTaskPage';
