// How the page is built: small chunks without inline scripts, so that the server's strict content policy holds.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { ProxyOptions } from 'vite'
import { defineConfig } from 'vitest/config'

/** A running `enteroderm serve`. It answers its own pages alone, so what says that another one asks stays here. */
const api: ProxyOptions = {
  target: process.env.ENTERODERM_API ?? 'http://127.0.0.1:7878',
  changeOrigin: true,
  configure: (proxy) => {
    proxy.on('proxyReq', (request) => {
      for (const header of ['origin', 'referer', 'sec-fetch-site']) request.removeHeader(header)
    })
  },
}

export default defineConfig({
  plugins: [svelte()],
  server: { proxy: { '/api': api } },
  preview: { proxy: { '/api': api } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // These know light-dark(), by which every colour has its dark twin.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    sourcemap: false,
    modulePreload: { polyfill: false },
    // Everything comes from the server itself: the policy allows no font or script in a data URL.
    assetsInlineLimit: 0,
  },
  // Runes in a test need the client's build of Svelte.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : undefined,
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
