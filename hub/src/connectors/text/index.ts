export { type AdfDoc, markdownToAdf } from './adf'
export { cut, cutLine } from './cut'
export { markdownToPlain } from './plain'
