import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Beside each file the same packed: in Brotli, and in gzip for browsers that came without TLS. */
const compressed = (): Plugin => ({
    name: 'compressed',
    apply: 'build',
    generateBundle(_, bundle) {
        for (const file of Object.values(bundle)) {
            if (file.fileName.endsWith('.html')) continue;
            const source = Buffer.from(file.type === 'chunk' ? file.code : file.source);
            this.emitFile({
                type: 'asset',
                fileName: `${file.fileName}.br`,
                source: brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
            });
            this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: gzipSync(source, { level: 9 }) });
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
