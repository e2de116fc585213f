// The names of outcomes and arrows in words: `blood.portal_butyrate` is "butyrate in portal blood".

/** Names that no rule turns into what the field says. */
const SAID: Record<string, string> = {
  'blood.acth': 'ACTH in the morning',
  'blood.bacterial_dna': 'bacterial DNA in blood',
  'blood.cortisol': 'cortisol',
  'blood.crp': 'C-reactive protein',
  'blood.endotoxin': 'endotoxin in blood',
  'blood.eosinophils': 'eosinophils',
  'blood.ifabp': 'I-FABP, wear of the gut lining',
  'blood.ifng': 'interferon gamma',
  'blood.ige': 'total IgE',
  'blood.igf1': 'IGF-1',
  'blood.il1': 'IL-1 beta',
  'blood.il413': 'IL-4 and IL-13',
  'blood.indole_propionate': 'indole-3-propionate in blood',
  'blood.lbp': 'LPS-binding protein',
  'blood.nlr': 'neutrophils to lymphocytes',
  'blood.omega3_index': 'omega-3 index',
  'blood.p_cresyl_sulfate': 'p-cresyl sulfate in blood',
  'blood.scd14': 'soluble CD14',
  'blood.vitamin_d': 'vitamin D',
  'blood.zonulin': 'zonulin in blood',
  'colon.dysbiosis_index': 'dysbiosis index',
  'colon.methane': 'methane made',
  'colon.richness': 'richness, genera',
  'colon.scfa_made': 'short-chain fatty acids made',
  'colon.shannon': 'Shannon diversity',
  'colon.shannon_variants': 'Shannon diversity of variants',
  'colon.simpson': 'Simpson diversity',
  'colon.strains_left': 'strains left',
  'colon.transit': 'colon transit time',
  'lining.cr_edta': '51Cr-EDTA in urine',
  'lining.cr_edta_small_bowel': '51Cr-EDTA of the small bowel',
  'lining.lm_ratio': 'gut leak, lactulose to mannitol',
  'lining.mucus_thickness': 'mucus of the colon',
  'lining.permeability': 'permeability of the colon',
  'skin.acne.iga': 'acne, global assessment',
  'skin.acne.inflammatory_lesions': 'inflammatory acne lesions',
  'skin.acne.noninflammatory_lesions': 'comedones',
  'skin.acne.total_lesions': 'acne lesions',
  'skin.barrier_lipids': 'barrier lipids of the skin',
  'skin.casual_sebum': 'casual sebum',
  'skin.cutibacterium_acnes_log10': 'C. acnes on the face, log₁₀',
  'skin.dermatitis.area': 'area with eczema',
  'skin.dermatitis.iga': 'eczema, global assessment',
  'skin.dlqi': 'life quality, DLQI',
  'skin.easi': 'eczema, EASI',
  'skin.epidermal_thickness': 'thickness of the epidermis',
  'skin.gags': 'acne, GAGS',
  'skin.gut_injury': 'skin injury that the gut notices',
  'skin.hydration': 'hydration of the skin',
  'skin.itch': 'itch',
  'skin.nmf': 'natural moisturising factor',
  'skin.objective_scorad': 'eczema, objective SCORAD',
  'skin.pasi': 'psoriasis, PASI',
  'skin.ph': 'pH of the skin',
  'skin.poem': 'eczema, POEM',
  'skin.psoriasis.area': 'area with plaques',
  'skin.psoriasis.iga': 'psoriasis, global assessment',
  'skin.scorad': 'eczema, SCORAD',
  'skin.sebum_rate': 'sebum rate',
  'skin.sleep_disturbance': 'sleep lost to itch',
  'skin.staphylococcus_aureus_log10': 'S. aureus on the skin, log₁₀',
  'skin.staphylococcus_aureus_positive': 'chance of a swab with S. aureus',
  'skin.tewl': 'water loss through the skin',
  'skin.turnover_time': 'turnover of the epidermis',
  'skin.visible_disease': 'visible disease',
  'sleep.debt': 'sleep debt',
  'stool.calprotectin': 'calprotectin in stool',
  'stool.enterobacteriaceae': 'Enterobacteriaceae',
  'stool.siga': 'secretory IgA in stool',
  'stool.water': 'water in stool',
  'stool.wet_mass': 'stool a day',
  'stress.receptor_sensitivity': 'cortisol receptor sensitivity',
}

/** Parts of names that are written in capitals. */
const CAPITALS: Record<string, string> = {
  dna: 'DNA', il6: 'IL-6', il8: 'IL-8', il10: 'IL-10', il17: 'IL-17A', il22: 'IL-22', il23: 'IL-23', lps: 'LPS', ph: 'pH', scfa: 'SCFA',
  tnf: 'TNF', th1: 'Th1 cells', th2: 'Th2 cells', th17: 'Th17 cells', treg: 'regulatory T cells', uv: 'UV',
}
const CAPITALS_WITHIN: Record<string, string> = { ...CAPITALS, il17: 'IL-17', th2: 'Th2', treg: 'Treg', thelper: 'T helper' }

/** As it stands in the middle of a sentence. */
export function words(name: string): string {
  const said = SAID[name]
  if (said) return said
  const genus = /^stool\.genus\.(.+)$/.exec(name)
  if (genus) return genus[1]!
  const colon = /^colon\.(ascending|transverse|descending)\.(.+)$/.exec(name)
  if (colon) return `${plain(colon[2]!)}, ${colon[1]} colon`
  const carbon = /^colon\.carbon\.(.+)$/.exec(name)
  if (carbon) return `carbon ${carbon[1] === 'gas' ? 'as gas' : carbon[1]}`
  const dot = name.indexOf('.')
  if (dot < 0) return name.split(/[_-]/).map((part) => CAPITALS_WITHIN[part] ?? part).join(' ')
  const [place, rest] = [name.slice(0, dot), name.slice(dot + 1)]
  if (place === 'stool') return `${plain(rest)} in stool`
  if (place === 'blood' && rest.startsWith('portal_')) return `${plain(rest.slice(7))} in portal blood`
  if (place === 'blood' && !CAPITALS[rest]) return `${plain(rest)} in blood`
  return plain(rest)
}

/** As it heads a figure or a row. */
export function label(name: string): string {
  const text = words(name)
  const first = text.split(/[\s,]/)[0]!
  // "pH" and "p-cresyl" keep their small letter, which means something.
  return /^(pH|p-|log)/.test(first) ? text : text.charAt(0).toUpperCase() + text.slice(1)
}

function plain(part: string): string {
  return part.split(/[._]/).map((piece) => CAPITALS[piece] ?? piece).join(' ')
}
