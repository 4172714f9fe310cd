import type { components } from '../../obj/api';

/** The shapes of the API, as its OpenAPI document has them. */
export type Schemas = components['schemas'];
