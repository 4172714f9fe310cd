/** A filter of a list, as its address has it. */
export const filterOf = (filter: object) => encodeURIComponent(JSON.stringify(filter));
