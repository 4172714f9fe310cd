import { lazy, type ComponentType } from 'react';

/** Pages of one file, fetched when the first of them is opened. */
export const page = <Names extends string>(load: () => Promise<Record<Names, ComponentType>>) => (name: Names) =>
    lazy(async () => ({ default: (await load())[name] }));
