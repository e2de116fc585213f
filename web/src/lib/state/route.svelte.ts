// Which page is open: the part of the address after `#/`, such as `#/evidence?claim=9`.

export const PAGES = ['explore', 'trial', 'evidence', 'tours'] as const
export type PageName = (typeof PAGES)[number]

export interface Place {
  page: PageName
  /** What follows the page's name: `antibiotics` in `#/tours/antibiotics`. */
  rest: string
  query: URLSearchParams
}

export function readPlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s)
  const [name = '', ...rest] = path.split('/')
  const page = PAGES.find((known) => known === name) ?? 'explore'
  return { page, rest: rest.join('/'), query: new URLSearchParams(query) }
}

class Route {
  place = $state.raw<Place>(readPlace(''))

  get page(): PageName {
    return this.place.page
  }

  /** Follows the address for as long as the page lives. */
  follow(): () => void {
    const read = () => (this.place = readPlace(location.hash))
    read()
    addEventListener('hashchange', read)
    addEventListener('popstate', read)
    return () => {
      removeEventListener('hashchange', read)
      removeEventListener('popstate', read)
    }
  }

  /** Puts an address without loading anything: a new step of the browser's history, or the same one told anew. */
  put(hash: string, step: 'push' | 'replace'): void {
    if (step === 'push') history.pushState(null, '', hash)
    else history.replaceState(null, '', hash)
    this.place = readPlace(hash)
  }
}

export const route = new Route()
