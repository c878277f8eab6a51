// How the console is built: static files only, no inline script or style, so that a strict content security policy holds.
import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env.TALLY_SERVER ?? 'http://127.0.0.1:8090'

export default defineConfig({
  base: './',
  plugins: [
    // React Aria brings its own words in 30 languages; the console speaks one.
    { ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' },
    react(),
  ],
  build: {
    target: 'es2022',
    // A font or picture in a data: URI would be refused by font-src.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A file has some 600 bytes of headers, and a browser asks for six at a time: what is smaller than this goes to where it is used.
    // With 3,000 an account's first load was 4 kB larger: what is put together that way is wanted together by few screens.
    rollupOptions: { output: { experimentalMinChunkSize: 1_000 } },
    // 6 kB of an account's first load less than by Vite's own, esbuild.
    minify: 'terser',
    terserOptions: { compress: { passes: 2, ecma: 2020 }, format: { ecma: 2020 } },
    reportCompressedSize: false,
  },
  server: { proxy: { '/v1': server } },
  test: { include: ['src/**/*.test.ts', 'tests/unit/*.test.ts'], environment: 'node', testTimeout: 60_000 },
})
