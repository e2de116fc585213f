import { describe, expect, it } from 'vitest'
import { label, number, plain, plainNumbers, quantity, range, signed, unit, words } from './format'
import { toCsv } from './table'

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.01234, '0.0123'],
    [12.345, '12.3'],
    [120, '120'],
    [1234, '1230'],
    [12345, '12\u202f300'],
    [5e9, '5×10⁹'],
    [1e-7, '10⁻⁷'],
    [-3.2, '−3.2'],
    [NaN, '–'],
    [null, '–'],
  ])('%j is %s', (value, text) => expect(number(value)).toBe(text))

  it('say their sign where they are differences', () => {
    expect([signed(1.5), signed(-1.5), signed(0)]).toEqual(['+1.5', '−1.5', '0'])
  })
  it('lose empty zeros within a sentence', () => {
    expect(plainNumbers('from 1.450 to 81.0 % by day 7, above the healthy 0.100–5.00; it is 2.01.')).toBe(
      'from 1.45 to 81 % by day 7, above the healthy 0.1–5; it is 2.01.',
    )
    expect(plainNumbers('version 0.1.0 of model 1.00e9')).toBe('version 0.1.0 of model 1.00e9')
  })
  it('have readable units within a sentence', () =>
    expect(plain('10.0 um, umbrella, 0.78 g/m2/h more; 5 10*9/L', ['um', 'g/m2/h', '10*9/L', '1', '%'])).toBe('10 µm, umbrella, 0.78 g/m²/h more; 5 10⁹/L'))
  it('stand beside their unit', () => {
    expect(quantity(12.3, 'mmol/kg')).toBe('12.3 mmol/kg')
    expect(quantity(2.5, '1')).toBe('2.5')
    expect(range([-1, 1], '1')).toBe('−1 to 1')
    expect(range([40, 130], 'mmol/kg')).toBe('40–130 mmol/kg')
  })
})

describe('units', () => {
  it.each([
    ['1', ''],
    ['[pH]', ''],
    ['umol/L', 'µmol/L'],
    ['ug/cm2/min', 'µg/cm²/min'],
    ['10*9/L', '10⁹/L'],
    ['k[IU]/L', 'kIU/L'],
    ['u[IU]/mL', 'µIU/mL'],
    ['mmol/g{protein}', 'mmol/g protein'],
    ['{application}', 'application'],
    ['um', 'µm'],
    ['1/d', '/d'],
    ['g/m2/h', 'g/m²/h'],
  ])('%s reads %s', (code, text) => expect(unit(code)).toBe(text))
})

describe('names', () => {
  it.each([
    ['skin.acne.inflammatory_lesions', 'Inflammatory acne lesions'],
    ['stool.butyrate', 'Butyrate in stool'],
    ['stool.genus.Bifidobacterium', 'Bifidobacterium'],
    ['blood.portal_acetate', 'Acetate in portal blood'],
    ['colon.ascending.ph', 'pH, ascending colon'],
    ['blood.il6', 'IL-6'],
    ['butyrate_to_barrier', 'Butyrate to barrier'],
    ['lps_to_cytokines', 'LPS to cytokines'],
  ])('%s reads %s', (name, text) => expect(label(name)).toBe(text))
  it('stay small within a sentence', () => expect(words('stool.butyrate')).toBe('butyrate in stool'))
})

describe('CSV', () => {
  it('quotes, names units, and runs nothing in a spreadsheet', () => {
    const table = { columns: [{ name: 'day', unit: 'd' }, { name: 'say "x", y' }], rows: [[0, '=1+1'], [-1.5, null], [2, '-2'], [3, ' @x']] }
    expect(toCsv(table)).toBe('day [d],"say ""x"", y"\r\n0,\'=1+1\r\n-1.5,\r\n2,\'-2\r\n3, @x\r\n')
  })
})
