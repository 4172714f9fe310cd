/** The mark of the house; decoration, for its name stands beside it. */
export const Mark = ({ size = 44 }: { size?: number }) => (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" fill="#0f5c63" />
        <path d="M9 8v16h6" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
        <path d="M17 8v16h6" fill="none" stroke="#7fe0d0" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
);
