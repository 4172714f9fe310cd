export { DeliveryPage as DeadLetterShow } from '../deliveries/DeliveryPage';
export { DeadLetterList } from './DeadLetterList';
