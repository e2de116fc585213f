// Light or dark: as the system says, unless somebody chose.

const STORED = 'enteroderm.theme'
export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

class ThemeChoice {
  theme = $state<Theme>('auto')

  /** Before anything is drawn. */
  restore(): void {
    try {
      const stored = localStorage.getItem(STORED)
      this.choose(THEMES.find((theme) => theme === stored) ?? 'auto')
    } catch {
      // Storage may be closed to us; the system's choice holds.
    }
  }

  choose(theme: Theme): void {
    this.theme = theme
    const root = document.documentElement
    if (theme === 'auto') root.removeAttribute('data-theme')
    else root.dataset.theme = theme
    try {
      localStorage.setItem(STORED, theme)
    } catch {
      // The choice then lasts as long as the page.
    }
  }
}

export const themeChoice = new ThemeChoice()
