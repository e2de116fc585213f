// The few marks of Observable Plot that are used, in a file that is fetched when the first chart is drawn.
export { areaY, axisX, axisY, dot, gridX, gridY, line, link, plot, ruleX, ruleY, text, tip, pointer, areaX } from '@observablehq/plot'
