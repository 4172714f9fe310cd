/** The lines of a CSV text (RFC 4180), as many as are wanted. */
export const readLines = (text: string, separator = ',', most = Infinity): string[][] => {
    const rows: string[][] = [];
    let row: string[] = [],
        cell = '',
        isQuoted = false;
    const endRow = () => {
        row.push(cell);
        rows.push(row);
        row = [];
        cell = '';
    };
    for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length && rows.length < most; at++) {
        const letter = text[at]!;
        if (isQuoted) {
            if (letter !== '"') cell += letter;
            else if (text[at + 1] === '"') {
                cell += '"';
                at++;
            } else isQuoted = false;
        } else if (letter === '"') isQuoted = true;
        else if (letter === separator) {
            row.push(cell);
            cell = '';
        } else if (letter === '\n') endRow();
        else if (letter !== '\r') cell += letter;
    }
    if ((cell || row.length) && rows.length < most) endRow();
    return rows;
};

/** Its rows under its header. */
export const readCsv = (text: string, most = Infinity): Record<string, string>[] => {
    const [header = [], ...body] = readLines(text, ',', most + 1);
    return body.map(cells => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
};
