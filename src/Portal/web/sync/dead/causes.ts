/** What deliveries die of, as the API calls it. */
export const causes = [
    'unavailable',
    'quota',
    'sign-in',
    'target-refused',
    'mapping',
    'validation',
    'not-found',
    'version-conflict',
    'outcome-unknown',
    'unlinked',
    'our-bug',
];
