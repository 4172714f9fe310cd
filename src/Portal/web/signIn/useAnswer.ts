import { useState } from 'react';
import { HttpError, useTranslate } from 'react-admin';

/** Sends a form before the sign-in: what the server says of it as a whole, and of which field. */
export const useAnswer = () => {
    const translate = useTranslate();
    const [said, setSaid] = useState<string | null>(null);
    const [errors, setErrors] = useState<Record<string, string>>({});
    const [isBusy, setBusy] = useState(false);
    const send = async <T>(work: () => Promise<T>): Promise<T | HttpError> => {
        setBusy(true);
        setSaid(null);
        setErrors({});
        try {
            return await work();
        } catch (error) {
            const problem = error as HttpError;
            const { root: _, ...fields } = (problem.body?.errors ?? {}) as Record<string, string>;
            setErrors(fields);
            setSaid(Object.keys(fields).length > 0 ? null : translate(problem.message, { _: problem.message }));
            return problem;
        } finally {
            setBusy(false);
        }
    };
    const wrong = (name: string, hint?: string) => ({ error: name in errors, helperText: errors[name] ?? hint });
    return { said, setSaid, isBusy, send, wrong };
};
