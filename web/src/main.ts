// The door of the page: the tokens, the theme, then the app.
import './app.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { themeChoice } from './lib/state/theme.svelte'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has lost its #app')
themeChoice.restore()
mount(App, { target })
