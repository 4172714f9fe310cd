/** A value of a record in words: texts as they are, the rest as JSON; a dash for nothing. */
export const words = (value: unknown): string =>
    value === null || value === undefined ? '–' : typeof value === 'string' ? value || '""' : JSON.stringify(value);
