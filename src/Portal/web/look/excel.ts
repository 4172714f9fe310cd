/** How a CSV file is written so that the reader's Excel opens it: with a byte order mark, and the signs of the country. */
export const excelQuery = (locale: string) => {
    const isComma = new Intl.NumberFormat(locale).format(1.5).includes(',');
    return isComma ? 'bom=true&separator=semicolon&decimal=,' : 'bom=true';
};

/** The same for records, whose times are then those of the reader's clock. */
export const excelRecordsQuery = (locale: string) =>
    `${excelQuery(locale)}&zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}`;
