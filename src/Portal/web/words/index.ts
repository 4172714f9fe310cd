import polyglot from 'ra-i18n-polyglot';
import type { I18nProvider } from 'react-admin';
import english from './en';

const languages = { en: 'English', de: 'Deutsch', ru: 'Русский' } as const;
type Language = keyof typeof languages;

const load: Record<Exclude<Language, 'en'>, () => Promise<{ default: object }>> = { de: () => import('./de'), ru: () => import('./ru') };

/** What the reader chose, else what the browser asks for, else English. */
const chosen = (): Language => {
    const stored = localStorage.getItem('RaStore.locale')?.replaceAll('"', '');
    return [stored, ...navigator.languages.map(tag => tag.slice(0, 2))].find((tag): tag is Language => !!tag && tag in languages) ?? 'en';
};

let spoken: I18nProvider | null = null;

/** A word in the language of now, where no page is at hand that knows it. */
export const say = (word: string) => spoken?.translate(word) ?? word;

/** English comes with the page; the others are fetched when they are chosen. */
export const prepareWords = async () => {
    const first = chosen();
    const words = first === 'en' ? english : (await load[first]()).default;
    spoken = polyglot(
        (locale: string) =>
            (locale === first ? words : locale === 'en' ? english : load[locale as 'de' | 'ru']().then(file => file.default)) as never,
        first,
        Object.entries(languages).map(([locale, name]) => ({ locale, name })),
        { allowMissing: true },
    );
    return spoken;
};
