export { ADF_MAX, type AdfDoc, markdownToAdf } from './adf'
export { cut, cutLine } from './cut'
export { markdownToPlain } from './plain'
