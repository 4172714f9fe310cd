/** The rows of a CSV text (RFC 4180) under its header, as many as are wanted. */
export const readCsv = (text: string, most = Infinity): Record<string, string>[] => {
    const rows: string[][] = [];
    let row: string[] = [], cell = '', isQuoted = false;
    const endRow = () => { row.push(cell); rows.push(row); row = []; cell = ''; };
    for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length && rows.length <= most; at++) {
        const letter = text[at]!;
        if (isQuoted) {
            if (letter !== '"') cell += letter;
            else if (text[at + 1] === '"') { cell += '"'; at++; }
            else isQuoted = false;
        } else if (letter === '"') isQuoted = true;
        else if (letter === ',') { row.push(cell); cell = ''; }
        else if (letter === '\n') endRow();
        else if (letter !== '\r') cell += letter;
    }
    if (cell || row.length) endRow();
    const [header = [], ...body] = rows;
    return body.slice(0, most).map(cells => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
};
