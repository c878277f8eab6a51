// Starts the console.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Problem } from './api/problem'
import { App } from './shell/app'
import { parseHash } from './shell/route'
import { readAhead } from './shell/screens'
import { applyTheme, chosenTheme } from './shell/theme'
import './styles/index.css'

applyTheme(chosenTheme())
// While the server says who is signed in.
readAhead(parseHash(window.location.hash).segments[0] ?? '')

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal is an answer; only a server that is away or busy is asked again.
      retry: (failures, error) => [0, 503].includes((error as Problem).status) && failures < 2,
    },
  },
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
