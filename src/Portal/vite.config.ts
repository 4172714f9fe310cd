import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Beside each file, as it was written, the same packed: in Brotli, and in gzip for browsers that came without TLS. */
const compressed = (): Plugin => ({
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }, bundle) {
        for (const name of Object.keys(bundle).filter(one => !one.endsWith('.html'))) {
            const path = join(dir!, name);
            const bytes = readFileSync(path);
            writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
            writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        }
    },
});

export default defineConfig({
    plugins: [react(), compressed()],
    base: '/',
    build: {
        outDir: 'obj/dist',
        assetsDir: 'portal',
        emptyOutDir: true,
        sourcemap: false,
        chunkSizeWarningLimit: 1200,
    },
    server: { proxy: { '/api': 'http://localhost:8080', '/signin-oidc': 'http://localhost:8080' } },
});
