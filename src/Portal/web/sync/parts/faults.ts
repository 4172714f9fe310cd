/** What is wrong with a text, and at which line. */
export interface Fault {
    line: number;
    message: string;
}

/** The API names each fault by its field, with its line: `line 3, column 15: …`. */
export const faultsOf = (errors: unknown): Fault[] => {
    const found: Fault[] = [];
    const look = (value: unknown) => {
        if (typeof value === 'string') found.push(...split(value));
        else if (value && typeof value === 'object')
            Object.entries(value).forEach(([name, inner]) => {
                if (name !== 'root') look(inner);
            });
    };
    look(errors);
    return found.sort((one, other) => one.line - other.line);
};

const split = (text: string) =>
    text.split(/(?=line \d+, column \d+: )/).map(one => {
        const parts = /^line (\d+), column \d+: ([\s\S]*)$/.exec(one);
        return parts ? { line: Number(parts[1]), message: parts[2]!.trim() } : { line: 1, message: one.trim() };
    });
