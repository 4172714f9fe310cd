/** The fields of records by their paths: `address.city` is the city of the address. Lists are one field, whatever they hold. */
type Fields = Record<string, unknown>;

const isGroup = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** All paths that any of these records has. */
export const pathsOf = (...records: Fields[]): string[] => {
    const names = [...new Set(records.flatMap(Object.keys))];
    return names.flatMap(name => {
        const groups = records.map(record => record[name]).filter(isGroup);
        return groups.length === 0 ? [name] : pathsOf(...groups).map(path => `${name}.${path}`);
    });
};

export const valueAt = (record: Fields, path: string): unknown =>
    path.split('.').reduce<unknown>((value, name) => (isGroup(value) ? value[name] : undefined), record);

/** The record with another value at the path. */
export const withValue = <T extends Fields>(record: T, path: string, value: unknown): T => {
    const [name, ...rest] = path.split('.') as [string, ...string[]];
    const group = isGroup(record[name]) ? record[name] : {};
    return { ...record, [name]: rest.length === 0 ? value : withValue(group, rest.join('.'), value) };
};
