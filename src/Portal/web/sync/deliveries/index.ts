export { DeliveryList } from './DeliveryList';
export { DeliveryPage as DeliveryShow } from './DeliveryPage';
