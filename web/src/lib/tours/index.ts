// All tours, in the order in which they are offered.
import { antibiotic } from './antibiotic'
import { infant } from './infant'
import { psoriasis } from './psoriasis'
import { stress } from './stress'
import type { Tour } from './tour'

export const TOURS: Tour[] = [antibiotic, stress, psoriasis, infant]
