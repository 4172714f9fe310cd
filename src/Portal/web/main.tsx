import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { prepareWords } from './words';

// The policy of the page lets in only styles that carry the nonce of this answer.
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;
const styles = createCache({ key: 'l', nonce, prepend: true });
const words = await prepareWords();

createRoot(document.getElementById('root')!).render(
    <StrictMode>
        <CacheProvider value={styles}>
            <App words={words} />
        </CacheProvider>
    </StrictMode>,
);
